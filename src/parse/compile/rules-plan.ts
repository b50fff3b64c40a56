import type { ObjectContext } from '../context.ts';
import type { ColumnsDefinition, PipelineOptions, TokensDefinition, TokensFormat } from '../definition.ts';
import { idKindOf } from '../doc-id.ts';
import type { Header } from '../header.ts';
import { columnsTree } from '../rules/columns-tree.ts';
import { type LeafRule, type RuleNode, ruleTree } from '../rules/tree.ts';
import { isClean, isSeparator, type LinePlan, startOf, unorderedName } from './plan.ts';

/** How lines are cut where they are no columns. */
export interface WordsPlan {
  readonly quoted: boolean;
  readonly least: number;
}

/** Everything that a function depends on whose document is made by rules. */
export interface RulesPlan extends LinePlan {
  /** Undefined: as many columns as there are. */
  readonly words: WordsPlan | undefined;
  /** By name: the place among the columns. */
  readonly places: ReadonlyMap<string, number>;
  readonly tree: readonly RuleNode[];
  /** How places are written; there is one way for all of a document. */
  readonly geoNames: 'article' | 'ecs';
}

/** Undefined: a definition that only the interpreter follows to the letter. */
export function rulesPlanOf(
  definition: ColumnsDefinition | TokensDefinition,
  header: Header,
  options: PipelineOptions,
  object: Pick<ObjectContext, 'hasRows'>,
): RulesPlan | undefined {
  const { separator, absent } = definition.format;
  const tree =
    definition.kind === 'columns'
      ? columnsTree(definition, header.fields)
      : ruleTree(definition.rules, { fields: definition.format.fields, taken: [] });
  if (tree === undefined || !isSeparator(separator) || !canBeWritten(tree)) return undefined;
  const rules = leavesOf(tree);
  const geo = new Set(rules.filter((rule) => rule.kind === 'place').map(({ names }) => names));
  if (geo.size > 1) return undefined;
  const common = {
    name: definition.name,
    separator: separator.charCodeAt(0),
    absent: isClean(absent, separator) ? absent : '',
    tree,
    geoNames: [...geo][0] ?? 'article',
    id: idKindOf(definition.id, object),
    origin: options.origin,
    hasRows: object.hasRows === true,
  };
  return definition.kind === 'columns'
    ? columnsPlan(definition, header, common)
    : tokensPlan(definition, common);
}

type Common = Omit<RulesPlan, 'columns' | 'keep' | 'headerStart' | 'words' | 'places'>;

function columnsPlan(definition: ColumnsDefinition, header: Header, common: Common): RulesPlan | undefined {
  const { keep, format } = definition;
  const { separator, absent } = format;
  const places = placesOf(header.fields.map(({ name }) => name));
  if (places.size < header.fields.length) return undefined;
  const filter = keep && places.get(keep.field);
  return {
    ...common,
    columns: header.fields.map(({ among }) => ({ key: undefined, isNumber: false, isNamed: true, among })),
    keep:
      keep === undefined || filter === undefined
        ? undefined
        : {
            column: filter,
            equals: isClean(keep.equals, separator) && keep.equals !== absent ? keep.equals : undefined,
          },
    headerStart: header.fromLine ? startOf(header, separator) : undefined,
    words: undefined,
    places,
  };
}

function tokensPlan({ format }: TokensDefinition, common: Common): RulesPlan | undefined {
  const { fields, least, directives, heading } = format;
  const places = placesOf(fields);
  if (places.size < fields.length || (format.quoted && !canBeQuoted(format)) || !canBeEscaped(format))
    return undefined;
  return {
    ...common,
    columns: fields.map(() => ({ key: undefined, isNumber: false, isNamed: true, among: undefined })),
    keep: undefined,
    headerStart: directives ? '#' : heading,
    words: { quoted: format.quoted, least: Math.min(least, fields.length) },
    places,
  };
}

/** Control characters end words in marks, no mark can be a separator, and words in marks can hold separators. */
function canBeQuoted({ separator, absent }: TokensFormat): boolean {
  return separator >= ' ' && !/["[\]\\]/.test(separator) && !absent.includes(separator);
}

/** Marks may be in words, and the separator is in the message. */
function canBeEscaped({ separator, absent }: TokensFormat): boolean {
  const code = separator.charCodeAt(0);
  return !absent.includes('"') && (code >= 32 || escapeLetter(code) !== undefined);
}

/** What JSON writes behind a backslash for a control character. Undefined: it has no letter. */
export function escapeLetter(code: number): string | undefined {
  const [, letter = '', more] = JSON.stringify(String.fromCharCode(code)).slice(1);
  return more === '"' ? letter : undefined;
}

function placesOf(names: readonly string[]): Map<string, number> {
  return new Map(names.map((name, place) => [name, place]));
}

/** Texts of a table that are no numbers are compared one by one. */
const maxTexts = 64;
/** Names of numbers up to this are found by them. */
const maxNumber = 65_535;

/** Whether all keys are numbers that can be places in a list. */
export function isNumbered(table: object): boolean {
  return Object.keys(table).every((key) => /^(?:0|[1-9][0-9]{0,4})$/.test(key) && Number(key) <= maxNumber);
}

function canBeWritten(nodes: readonly RuleNode[]): boolean {
  return nodes.every(
    (node) =>
      !unorderedName.test(node.key) &&
      (node.kind === 'leaf' ? node.rules.every(canBeRead) : canBeWritten(node.children)),
  );
}

function canBeRead(rule: LeafRule): boolean {
  if (rule.kind === 'lookup' && !isNumbered(rule.table) && Object.keys(rule.table).length > maxTexts)
    return false;
  if (!('part' in rule) || rule.part === undefined) return true;
  return rule.part.kind === 'word' || /^[\x20-\x7e]$/.test(rule.part.mark);
}

export function leavesOf(nodes: readonly RuleNode[]): LeafRule[] {
  return nodes.flatMap((node) => (node.kind === 'leaf' ? node.rules : leavesOf(node.children)));
}
