import { never } from '../../model/errors.ts';
import type { Part } from '../definition.ts';
import { deriveOne, sourcesOf } from '../derive.ts';
import type { GeoLookup } from '../geo-record.ts';
import { isCanonicalInteger, jsonInteger } from '../integers.ts';
import { reasons } from '../malformed.ts';
import { ecsPlace } from './ecs-place.ts';
import { readPart } from './read-part.ts';
import { isoText, type ReadTime, readTime } from './read-time.ts';
import { eventTime, isEcsPlace, type LeafRule, type RuleNode } from './tree.ts';

/** A line's values by name; undefined stands for "no value". A name that the line's fields do not have is not there. */
export type Values = ReadonlyMap<string, string | undefined>;

export interface RuleContext {
  readonly geo: GeoLookup;
  readonly absent: string;
  /** For rules of the kind `object`. */
  readonly object: object | undefined;
  /** Bounds of all times, s since the epoch (R4). */
  readonly earliest: number;
  readonly latest: number;
}

export interface Applied {
  /** What the rules make; `JSON.stringify` writes it. */
  readonly document: object;
  /** Of the event, s since the epoch, with milliseconds as its fraction. */
  readonly time: number;
  /** Failure tags. */
  readonly tags: readonly string[];
}

/** Why a line is malformed; caught where the rules are applied, and nowhere else. */
class Malformed extends Error {}

/** No more digits than a `double` is sure to take. */
const decimal = /^-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?$/;

/** Makes a document out of a line's values, or says why there is none. */
export function applyRules(
  tree: readonly RuleNode[],
  values: Values,
  context: RuleContext,
): Applied | string {
  const line = new RuledLine(values, context);
  try {
    const document = line.object(tree) ?? {};
    return { document, time: line.time, tags: line.tags };
  } catch (error) {
    if (error instanceof Malformed) return error.message;
    throw error;
  }
}

class RuledLine {
  time = 0;
  readonly tags: string[] = [];
  readonly #values: Values;
  readonly #context: RuleContext;

  constructor(values: Values, context: RuleContext) {
    this.#values = values;
    this.#context = context;
  }

  object(nodes: readonly RuleNode[]): object | undefined {
    const made: Record<string, unknown> = {};
    for (const node of nodes) {
      const value = node.kind === 'object' ? this.object(node.children) : this.#first(node.rules);
      if (node.kind === 'leaf' && isEcsPlace(node.rules[0])) Object.assign(made, value);
      else if (value !== undefined) made[node.key] = value;
      else if (node.kind === 'leaf') this.#mayBeAbsent(node.rules);
    }
    return Object.keys(made).length > 0 ? made : undefined;
  }

  #first(rules: readonly LeafRule[]): unknown {
    for (const rule of rules) {
      const value = this.#valueOf(rule);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  #mayBeAbsent([rule]: readonly LeafRule[]): void {
    if (rule?.kind === 'time' && rule.to === eventTime)
      throw new Malformed(reasons.noTime(rule.from[0] ?? ''));
  }

  #valueOf(rule: LeafRule): unknown {
    switch (rule.kind) {
      case 'value':
        return this.#convert(rule, this.#read(rule.from, rule.part));
      case 'constant':
        return rule.when === undefined || this.#values.get(rule.when) !== undefined ? rule.value : undefined;
      case 'lookup': {
        const value = this.#read(rule.from, rule.part);
        return value !== undefined && Object.hasOwn(rule.table, value) ? rule.table[value] : undefined;
      }
      case 'list': {
        const found = rule.from.map((from) => this.#read(from, rule.part));
        const distinct = [...new Set(found.filter((value) => value !== undefined))];
        return distinct.length > 0 ? distinct : undefined;
      }
      case 'time':
        return this.#timeOf(rule);
      case 'place':
        return this.#placeOf(rule);
      case 'derived': {
        const sources = sourcesOf(rule, (name) => this.#values.has(name));
        return sources && deriveOne[rule.what](sources.map((name) => this.#values.get(name)));
      }
      case 'object':
        return this.#context.object;
      default:
        return never(rule);
    }
  }

  #read(from: string, part: Part | undefined): string | undefined {
    const value = this.#values.get(from);
    return value === undefined ? undefined : readPart(value, part, this.#context.absent);
  }

  #convert({ as, from }: LeafRule & { kind: 'value' }, value: string | undefined): unknown {
    if (value === undefined) return undefined;
    switch (as) {
      case 'text':
        return value;
      case 'lower':
        return value.toLowerCase();
      case 'integer':
        if (isCanonicalInteger(value)) return jsonInteger(value);
        throw new Malformed(reasons.notInteger(from));
      case 'decimal':
        if (decimal.test(value)) return JSON.rawJSON(value);
        throw new Malformed(reasons.notDecimal(from));
      default:
        return never(as);
    }
  }

  #timeOf({ to, from, format }: LeafRule & { kind: 'time' }): string | undefined {
    const values = from.map((name) => this.#values.get(name)).filter((value) => value !== undefined);
    if (values.length < (format === 'date-and-time' ? 2 : 1)) return undefined;
    const time = readTime(format, values);
    if (time === undefined || !this.#isAccepted(time)) {
      throw new Malformed(reasons.badTimeOf(from.join(' and '), format));
    }
    if (to === eventTime) this.time = time.seconds + time.millis / 1000;
    return isoText(time);
  }

  #isAccepted({ seconds }: ReadTime): boolean {
    return seconds >= this.#context.earliest && seconds <= this.#context.latest;
  }

  #placeOf({ from, part, names, failureTag }: LeafRule & { kind: 'place' }): object | undefined {
    if (!from.some((name) => this.#values.has(name))) return undefined;
    const ip = from.map((name) => this.#read(name, part)).find((value) => value !== undefined);
    const record = ip === undefined ? undefined : this.#context.geo.lookup(ip);
    const place = names === 'ecs' ? record && ecsPlace(record) : record && { ip, ...record };
    if (place === undefined && failureTag !== undefined) this.tags.push(failureTag);
    return place ?? (names === 'article' && ip !== undefined ? {} : undefined);
  }
}
