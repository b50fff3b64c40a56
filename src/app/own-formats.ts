import { pathToFileURL } from 'node:url';
import type { Format } from '../formats/format.ts';
import type { OwnDefinition } from '../parse/definition.ts';
import type { Condition, OwnAction, OwnParser, OwnStep } from '../parse/own-definition.ts';
import type { WhenInput } from './settings/own/condition.ts';
import { patternSource } from './settings/own/match.ts';
import type { ParserInput } from './settings/own/parser.ts';
import type { OwnPipeline } from './settings/own/pipeline.ts';
import type { StepInput } from './settings/own/step.ts';

const made = new WeakMap<readonly OwnPipeline[], readonly Format[]>();

/** The user's own pipelines as formats; the same ones for the same settings. */
export function ownFormats(settings: { readonly 'own-pipelines'?: readonly OwnPipeline[] | undefined }) {
  const pipelines = settings['own-pipelines'];
  if (!pipelines) return [];
  const known = made.get(pipelines);
  if (known) return known;
  const formats = pipelines.map((pipeline) => ({
    definition: definitionOf(pipeline),
    revision: 1,
    fields: pipeline.fields,
  }));
  made.set(pipelines, formats);
  return formats;
}

function definitionOf(pipeline: OwnPipeline): OwnDefinition {
  const { name, match, index, id, tags, message, transform } = pipeline;
  return {
    ...{ kind: 'own', name, version: 1, id, tags, message },
    claims: patternSource(match.key),
    ...(match.bucket !== undefined && { buckets: patternSource(match.bucket) }),
    index: index ?? `${name}-{yyyy}-{MM}-{dd}`,
    parser: parserOf(pipeline.parse),
    steps: pipeline.steps.map(stepOf),
    ...(transform !== undefined && {
      transform: { module: pathToFileURL(transform).href, deadline: pipeline['transform-deadline'] },
    }),
  };
}

function parserOf(parse: ParserInput): OwnParser {
  const { dissect, regex, json, csv, 'append-separator': separator } = parse;
  if (dissect !== undefined)
    return { kind: 'dissect', pattern: dissect, ...(separator !== undefined && { separator }) };
  if (regex !== undefined) return { kind: 'regex', pattern: regex };
  if (json !== undefined) return { kind: 'json', envelope: json };
  if (!csv) throw new Error('the schema lets no parser through that is none');
  const { columns, quote, separator: between } = csv;
  return { kind: 'csv', quote, separator: between, ...(columns && { columns }) };
}

function stepOf(step: StepInput): OwnStep {
  const condition = step.when && conditionOf(step.when);
  if (step.keep !== undefined && condition)
    return { kind: 'leave-out', name: step.keep, when: { kind: 'not', condition } };
  return { ...actionOf(step), ...(condition && { when: condition }) };
}

function actionOf(step: StepInput): OwnAction {
  const { rename, remove, add, convert, time, geo, lower, upper, strip, split, replace, lookup, parse } =
    step;
  if (step['leave-out'] !== undefined) return { kind: 'leave-out', name: step['leave-out'] };
  if (parse) return { kind: 'parse', field: parse.field, parser: parserOf(parse) };
  if (rename) return { kind: 'rename', names: rename };
  if (remove) return { kind: 'remove', fields: remove };
  if (add) return { kind: 'add', values: add };
  if (convert) return { kind: 'convert', types: convert };
  if (time) return { kind: 'time', ...time, fields: time.field };
  if (geo) return { kind: 'geo', targets: geo };
  if (lower) return { kind: 'lower', fields: lower };
  if (upper) return { kind: 'upper', fields: upper };
  if (strip) return { kind: 'strip', fields: strip };
  if (split) return { kind: 'split', separators: split };
  if (replace) return { kind: 'replace', field: replace.field, pattern: replace.pattern, by: replace.with };
  if (lookup) {
    const { otherwise, ...rest } = lookup;
    return { kind: 'lookup', ...rest, ...(otherwise !== undefined && { otherwise }) };
  }
  throw new Error('the schema lets no step through that does nothing');
}

/** All that one `when` says is to be true. */
export function conditionOf(when: WhenInput): Condition {
  const { equals = {}, in: among = {}, matches = {}, exists = [], cidr = {}, not, all, any } = when;
  const conditions: Condition[] = [
    ...Object.entries(equals).map(
      ([field, value]) => ({ kind: 'in', field, values: [String(value)] }) as const,
    ),
    ...Object.entries(among).map(
      ([field, values]) => ({ kind: 'in', field, values: values.map(String) }) as const,
    ),
    ...Object.entries(matches).map(([field, pattern]) => ({ kind: 'matches', field, pattern }) as const),
    ...exists.map((field) => ({ kind: 'exists', field }) as const),
    ...(['above', 'at-least', 'below', 'at-most'] as const).flatMap((is) =>
      Object.entries(when[is] ?? {}).map(([field, than]) => ({ kind: 'compare', field, is, than }) as const),
    ),
    ...Object.entries(cidr).map(([field, networks]) => ({ kind: 'cidr', field, networks }) as const),
    ...(not ? [{ kind: 'not', condition: conditionOf(not) } as const] : []),
    ...(all ?? []).map(conditionOf),
    ...(any ? [{ kind: 'any', conditions: any.map(conditionOf) } as const] : []),
  ];
  const [only] = conditions;
  return only && conditions.length === 1 ? only : { kind: 'all', conditions };
}
