import { anyGlobMatches } from './glob.ts';
import { asRecord, isFalse, type MappedField } from './mapping.ts';

/** What the server's JSON parser sees. */
type JsonKind = 'string' | 'date' | 'long' | 'double' | 'object';

/** What the server makes of it where no dynamic template speaks: numbers with a fraction become `float`. */
const defaultTypes: Readonly<Record<JsonKind, string>> = {
  string: 'text',
  date: 'date',
  long: 'long',
  double: 'float',
  object: 'object',
};

/**
 * What dynamic mapping makes of a field that `mapping` does not name, when its values are what our `wanted` type takes:
 * the first dynamic template that matches decides, else the server's defaults.
 * Source: "Dynamic templates", Elasticsearch and OpenSearch references.
 */
export function dynamicField(path: string, wanted: string, mapping: unknown): MappedField {
  const root = asRecord(mapping);
  const kind = kindOf(wanted, root);
  // Ports, protocol numbers and versions are texts of digits.
  if (wanted === 'keyword' && root.numeric_detection !== undefined && !isFalse(root.numeric_detection)) {
    return { type: 'left to numeric_detection' };
  }
  const templates = Array.isArray(root.dynamic_templates) ? root.dynamic_templates : [];
  for (const entry of templates) {
    const [name = '', spec] = Object.entries(asRecord(entry))[0] ?? [];
    const rule = asRecord(spec);
    // Not run: foreign regular expressions may take for ever (R15).
    if (rule.match_pattern === 'regex') return { type: `left to the regular expression of ${name}` };
    if (matches(rule, path, kind)) return fieldMade(rule, kind);
  }
  return { type: defaultTypes[kind] };
}

function kindOf(wanted: string, root: Readonly<Record<string, unknown>>): JsonKind {
  switch (wanted) {
    case 'date':
      return isFalse(root.date_detection) ? 'string' : 'date';
    case 'long':
      return 'long';
    case 'float':
      return 'double';
    case 'object':
    case 'geo_point':
      return 'object';
    default:
      return 'string';
  }
}

function matches(rule: Readonly<Record<string, unknown>>, path: string, kind: JsonKind): boolean {
  const name = path.slice(path.lastIndexOf('.') + 1);
  const { match, unmatch, path_match: pathMatch, path_unmatch: pathUnmatch } = rule;
  const { match_mapping_type: type, unmatch_mapping_type: notType } = rule;
  return (
    (type === undefined || anyGlobMatches(type, kind)) &&
    (notType === undefined || !anyGlobMatches(notType, kind)) &&
    (match === undefined || anyGlobMatches(match, name)) &&
    (unmatch === undefined || !anyGlobMatches(unmatch, name)) &&
    (pathMatch === undefined || anyGlobMatches(pathMatch, path)) &&
    (pathUnmatch === undefined || !anyGlobMatches(pathUnmatch, path))
  );
}

function fieldMade(rule: Readonly<Record<string, unknown>>, kind: JsonKind): MappedField {
  if (rule.runtime !== undefined) return { type: 'runtime field' };
  const { type, ignore_above: ignoreAbove, index } = asRecord(rule.mapping);
  return {
    type: typeof type === 'string' && type !== '{dynamic_type}' ? type : defaultTypes[kind],
    ...(ignoreAbove === undefined ? {} : { ignoreAbove: Number(ignoreAbove) }),
    ...(isFalse(index) ? { unsearchable: true } : {}),
  };
}
