import { BoundedCache } from '../bounded-cache.ts';
import type { ObjectContext, ObjectTransform, ParseEnv } from '../context.ts';
import type { IdKind, PipelineDefinition, PipelineOptions } from '../definition.ts';
import { idKindOf, positionPrefix } from '../doc-id.ts';
import type { GeoLookup, GeoRecord } from '../geo-record.ts';
import type { Header } from '../header.ts';
import { lastSecond } from '../integers.ts';
import { interpret } from '../interpret.ts';
import { lineReader } from '../line-reader.ts';
import { indexNames } from '../local-date.ts';
import { ecsPlace } from '../rules/ecs-place.ts';
import { objectNames } from '../rules/object-names.ts';
import { fieldsOf } from '../rules/tree.ts';
import { maxAddressBytes } from './address-table.ts';
import { copyAndHash, copyEscaping, copyLine } from './copy-line.ts';
import { type DerivedWriter, derivedWriters, longestDerived, ruleWriters } from './derived-writers.ts';
import { digitCount, readDigits, writeDigits } from './digits.ts';
import { GeoFragments, maxFragmentBytes } from './geo-fragments.ts';
import { hash32, writeId } from './ids.ts';
import { type IndexSpan, indexSpans } from './index-spans.ts';
import { longestNames, type NameWords, nameWords } from './name-words.ts';
import { planOf } from './plan.ts';
import * as readDates from './read-dates.ts';
import { leavesOf, type RulesPlan, rulesPlanOf } from './rules-plan.ts';
import { rulesSource } from './rules-source.ts';
import { maxRunBytes, type Run, runLines } from './run-lines.ts';
import { RunState } from './run-state.ts';
import { runSource } from './source.ts';
import * as valueBytes from './value-bytes.ts';
import { copyExactly, copyWords } from './words.ts';

/** What the objects of one header have in common. */
interface Compiled {
  readonly run: Run;
  readonly indexOf: (seconds: number) => string;
  readonly spans: (seconds: number) => IndexSpan;
  readonly names: readonly NameWords[];
  readonly geoNames: RulesPlan['geoNames'];
  readonly derived: readonly DerivedWriter[];
  readonly objects: number;
  /** Bytes of the largest item, but for what its object adds. */
  readonly spare: number;
}

/** Distinct headers that are kept compiled (R5). */
const maxCompiled = 64;
/** Escaping makes a line so many times longer: `\u0000`. */
const escaped = 6;

const compiled = new BoundedCache<string, Compiled | 'uncommon'>(maxCompiled);
/** Most objects have the header of the one before, which is then the same value. */
let last:
  | {
      readonly definition: PipelineDefinition;
      readonly header: Header;
      readonly options: PipelineOptions;
      readonly hasRows: boolean;
      readonly made: Compiled | 'uncommon';
    }
  | undefined;
const fragments = {
  article: new WeakMap<GeoLookup, GeoFragments>(),
  ecs: new WeakMap<GeoLookup, GeoFragments>(),
};
const helpers = {
  copyLine,
  copyAndHash,
  copyEscaping,
  copyWords,
  copyExactly,
  readDigits,
  digitCount,
  writeDigits,
  writeId,
  hash32,
  ...valueBytes,
  ...readDates,
};

/**
 * What `interpret` does, byte for byte, by a function over bytes that is generated from the definition, the header and the
 * options; objects with the same three share it. Names are written into it as JSON or as bytes, and nothing of the data.
 * Lines that are out of the ordinary are handed to the interpreter.
 * Throws `LF_TIMEZONE` when the options' time zone is not known.
 */
export function compile(
  definition: PipelineDefinition,
  header: Header,
  object: ObjectContext,
  options: PipelineOptions,
  env: ParseEnv,
): ObjectTransform {
  const common = compiledFor(definition, header, options, object);
  if (common === 'uncommon') return interpret(definition, header, object, options, env);

  const { indexOf, spans, names, derived, objects } = common;
  const behindMessage = textBehindMessage(object, options);
  const named = objects > 0 && options.origin ? objectNames(object) : undefined;
  const objectText = named ? `${JSON.stringify(named)},` : '';
  const state = new RunState({
    reader: lineReader({ definition, header, object, options, geo: env.geo, indexOf }),
    spans,
    geo: fragmentsOf(env.geo, common.geoNames),
    names,
    derived,
    actionStart: actionStarts(idKindOf(definition.id, object), options, object),
    behindMessage,
    objectText,
    earliest: options.earliest,
    maxLineBytes: options.maxLineBytes,
    spare: common.spare + Buffer.byteLength(behindMessage) + objects * Buffer.byteLength(objectText),
  });
  return (block) => {
    state.begin(Math.min(env.now() + options.maxFuture, lastSecond));
    runLines(state, common.run, block);
    return state.finish();
  };
}

function compiledFor(
  definition: PipelineDefinition,
  header: Header,
  options: PipelineOptions,
  { hasRows = false }: ObjectContext,
) {
  const isLast = definition === last?.definition && header === last.header && options === last.options;
  if (isLast && hasRows === last?.hasRows) return last.made;
  const key = JSON.stringify([definition, header, options, hasRows]);
  const made = compiled.get(key) ?? compiled.set(key, make(definition, header, options, hasRows));
  last = { definition, header, options, hasRows, made };
  return made;
}

function make(definition: PipelineDefinition, header: Header, options: PipelineOptions, hasRows: boolean) {
  if (definition.kind === 'records' || definition.kind === 'own') return 'uncommon';
  if (definition.kind === 'columns' && definition.rules === undefined) {
    const plan = planOf(definition, header, options, { hasRows });
    if (plan === undefined) return 'uncommon';
    const names = nameWords(plan, definition);
    const targets = plan.derived.flatMap((one) => one.targets.map((target) => `${JSON.stringify(target)}:`));
    const derived = { derived: derivedWriters(plan), derivedBytes: longestDerived(targets) };
    const generated = { source: runSource(plan), names, ...derived, places: plan.geo.length, objects: 0 };
    return generate({ ...generated, copies: 1, geoNames: 'article' }, definition.index, options.timezone);
  }
  const plan = rulesPlanOf(definition, header, options, { hasRows });
  if (plan === undefined) return 'uncommon';
  const { derived, ...ruled } = rulesSource(plan);
  const writers = {
    derived: ruleWriters(derived),
    derivedBytes: longestDerived(derived.map(({ key }) => key)),
  };
  const objects = leavesOf(plan.tree).filter(({ kind }) => kind === 'object').length;
  const generated = { ...ruled, ...writers, objects, copies: copiesOf(plan), geoNames: plan.geoNames };
  return generate(generated, definition.index, options.timezone);
}

/** So many lines, at most, are in a document besides its message: how often rules write the same field, marks escaped. */
function copiesOf({ tree, words }: RulesPlan): number {
  const fields = leavesOf(tree).flatMap(fieldsOf);
  const most = fields.reduce((sum, field) => Math.max(sum, fields.filter((one) => one === field).length), 1);
  return words?.quoted === false ? most * 2 : most;
}

interface Generated {
  readonly source: string;
  readonly names: readonly NameWords[];
  readonly derived: readonly DerivedWriter[];
  /** Bytes that they can add to a document. */
  readonly derivedBytes: number;
  /** How many a document has. */
  readonly places: number;
  /** How often a document names its object, besides `log.file.path`. */
  readonly objects: number;
  readonly geoNames: RulesPlan['geoNames'];
  /** How often the values of a line are in a document, besides its message. */
  readonly copies: number;
}

function generate(
  { source, names, derived, derivedBytes, places, objects, geoNames, copies }: Generated,
  index: string,
  timezone: string,
): Compiled {
  const indexOf = indexNames(index, timezone);
  const run = new Function(...Object.keys(helpers), `return function run(state) {${source}};`);
  // Whatever is written by code is shorter than the code that writes it.
  const constant = source.length + index.length * escaped;
  return {
    run: run(...Object.values(helpers)),
    indexOf,
    spans: indexSpans(indexOf),
    names,
    geoNames,
    derived,
    objects,
    spare:
      constant +
      places * (maxAddressBytes + maxFragmentBytes) +
      longestNames(names) +
      derivedBytes +
      maxRunBytes * (copies + escaped),
  };
}

/** What the lines of an object have in common, behind the message: up to the line's offset, or to the end. */
function textBehindMessage({ uri, properties }: ObjectContext, { origin }: PipelineOptions): string {
  const s3 = properties ? `,"s3":${JSON.stringify(properties)}` : '';
  return origin ? `"${s3},"log":{"file":{"path":${JSON.stringify(uri)}},"offset":` : `"${s3}}\n`;
}

function actionStarts(id: IdKind, { opType }: PipelineOptions, object: ObjectContext) {
  const prefix = id === 'position' ? `${positionPrefix(object.identity)}-` : '';
  const end = id === 'none' ? '}}\n' : `,"_id":"${prefix}`;
  return (index: string) => `{"${opType}":{"_index":${JSON.stringify(index)}${end}`;
}

function fragmentsOf(geo: GeoLookup, names: RulesPlan['geoNames']): GeoFragments {
  const known = fragments[names].get(geo);
  if (known !== undefined) return known;
  const made = names === 'ecs' ? new GeoFragments(geo, ecsText) : new GeoFragments(geo);
  fragments[names].set(geo, made);
  return made;
}

/** Members of the object around the place. */
function ecsText(record: GeoRecord): string | undefined {
  const place = ecsPlace(record);
  return place && JSON.stringify(place).slice(1, -1);
}
