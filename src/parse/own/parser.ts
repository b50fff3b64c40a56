import { never } from '../../model/errors.ts';
import type { OwnParser } from '../own-definition.ts';
import { parseJson } from '../records/json-parser.ts';
import { pathOf, type Tree } from '../records/tree.ts';
import { csvParser } from './csv.ts';
import { compileDissect } from './dissect.ts';
import { expression } from './expression.ts';
import type { Parsed } from './parsed.ts';
import { newTree, putAt } from './tree.ts';

/** The fields of a text, or why there are none. */
export type FieldsOf = (text: string) => Tree | string;

/** `columns`: what the first line of an object says of them, where nothing else does. */
export function fieldsParser(parser: OwnParser, columns: readonly string[]): FieldsOf {
  switch (parser.kind) {
    case 'json':
      return (text) => {
        const parsed = parseJson(text);
        if (parsed.kind === 'fields') return parsed.fields;
        return parsed.kind === 'malformed' ? parsed.reason : 'it is left out';
      };
    case 'dissect': {
      const compiled = compileDissect(parser.pattern, parser.separator);
      if (compiled.kind === 'mistake') throw new Error(`${parser.pattern} ${compiled.what}`);
      return (text) => asTree(compiled.read(text));
    }
    case 'regex': {
      const compiled = expression(parser.pattern);
      return (text) => {
        const found = compiled.groups(text);
        if (found === undefined) return 'too long for an expression of this size';
        return found === 'none' ? 'it does not match the expression' : asTree(found);
      };
    }
    case 'csv': {
      const read = csvParser(parser.columns ?? columns, parser);
      return (text) => asTree(read(text));
    }
    default:
      return never(parser);
  }
}

function asTree(parsed: Parsed): Tree | string {
  if (typeof parsed === 'string') return parsed;
  const tree = newTree();
  for (const [name, value] of parsed) putAt(tree, pathOf(name), value);
  return tree;
}
