import type { Draft } from './draft.ts';
import type { Entry, Plugin, Value } from './language/ast.ts';
import type { Ledger, Outcome } from './ledger.ts';
import { isSecret } from './secrets.ts';
import { textOf, truthOf } from './values.ts';
import { unsetIn } from './variables.ts';

/** What becomes of one setting. `why`: where it is now, or why it is nowhere. */
export interface Answer {
  readonly outcome: Outcome;
  readonly why: string;
}

export const converted = (why: string): Answer => ({ outcome: 'converted', why });
export const notNeeded = (why: string): Answer => ({ outcome: 'not-needed', why });
export const unmapped = (why: string): Answer => ({ outcome: 'unmapped', why });

export interface Job {
  readonly draft: Draft;
  readonly ledger: Ledger;
  /** What `localtime` meant on the old host, where somebody says so. */
  readonly timezone: string | undefined;
}

/** Converts one setting of a plugin. */
export type Rule = (value: Value, job: Job, plugin: Plugin) => Answer;
export type Rules = Readonly<Record<string, Rule>>;

/** Settings that every plugin has. */
const ofAll: Rules = {
  id: always('names the plugin in Logstash alone'),
  enable_metric: always('is about Logstash’s own metrics'),
  periodic_flush: always('is about Logstash’s own buffers'),
};

/** Answers for each setting of a plugin, by its name; what `rules` do not know stays unmapped. */
export function answerAll(plugin: Plugin, rules: Rules, job: Job): void {
  for (const entry of plugin.settings) answer(entry, { ...ofAll, ...rules }, job, plugin);
}

function answer(entry: Entry, rules: Rules, { ledger, ...job }: Job, plugin: Plugin): void {
  const rule = Object.hasOwn(rules, entry.name) ? rules[entry.name] : undefined;
  if (!rule) {
    ledger.unmapped(entry, 'there is no such thing in logflow');
    return;
  }
  const unset = isSecret(entry.name) ? undefined : unsetIn(entry.value);
  if (unset !== undefined)
    ledger.unmapped(entry, `the variable ${unset} has no value: set it and convert again`);
  else put(entry, rule(entry.value, { ...job, ledger }, plugin), ledger);
}

export function put(entry: Entry, { outcome, why }: Answer, ledger: Ledger): void {
  if (outcome === 'converted') ledger.converted(entry, why);
  else if (outcome === 'not-needed') ledger.notNeeded(entry, why);
  else ledger.unmapped(entry, why);
}

/** Whatever it says. */
export function always(why: string): Rule {
  return () => notNeeded(why);
}

export function never(why: string): Rule {
  return () => unmapped(why);
}

/** A text that a setting of logflow takes as it is, or as `make` writes it. */
export function to(
  name: Parameters<Draft['set']>[0],
  make: (text: string) => unknown = (text) => text,
): Rule {
  return (value, { draft }) => {
    const text = textOf(value);
    return text === undefined ? unmapped('is no text') : set(draft, name, make(text));
  };
}

export function set(draft: Draft, name: Parameters<Draft['set']>[0], value: unknown): Answer {
  const mistake = draft.set(name, value);
  return mistake === undefined ? converted(name) : unmapped(mistake);
}

/** A switch: what either way means. */
export function either(ifTrue: Answer | ((job: Job) => Answer), ifFalse: Answer): Rule {
  return (value, job) => {
    const truth = truthOf(value);
    if (truth === undefined) return unmapped('is neither true nor false');
    if (!truth) return ifFalse;
    return typeof ifTrue === 'function' ? ifTrue(job) : ifTrue;
  };
}

/** A secret: a variable takes its place. */
export function secret(variable: string): Rule {
  return (value, { draft }) => {
    draft.need(variable, textOf(value));
    return converted(`variable ${variable}`);
  };
}
