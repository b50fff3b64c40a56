import { fieldChange } from './field.ts';
import type { FieldChange } from './part.ts';

type Values = string | readonly string[];

/**
 * One statement of a policy, as far as setup writes them. A bucket's, a queue's and a trust policy say who
 * (`Principal`); a role's own say what on (`Resource`).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export interface PolicyStatement {
  /** Letters and digits; by it a statement is found again. */
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal?: Readonly<Record<string, Values>>;
  readonly Action: Values;
  readonly Resource?: Values;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Values>>>>;
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

export function policyOf(statements: readonly PolicyStatement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

/** A document as a service gives it back: JSON, from IAM URL-encoded. Undefined when it is none. */
export function readPolicy(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text.startsWith('%') ? decodeURIComponent(text) : text);
  } catch {
    return undefined;
  }
}

/**
 * What differs, statement by statement (`policy.ReadObjects`). What means the same is the same: the order of statements
 * and keys, one value or a list of one, and the name of a statement.
 */
export function policyChanges(field: string, now: unknown, then: PolicyDocument): readonly FieldChange[] {
  const wanted = then.Statement.map((statement) => ({ sid: statement.Sid, text: statementText(statement) }));
  const there = statementsOf(now).map((statement, i) => ({
    sid: String(statement.Sid || `#${i + 1}`),
    text: statementText(statement),
  }));
  const missing = wanted.filter(({ text }) => !there.some((other) => other.text === text));
  const surplus = there.filter(({ text }) => !wanted.some((other) => other.text === text));
  const name = (sid: string) => `${field}.${sid}`;
  return [
    ...missing.map(({ sid, text }) => {
      const old = surplus.find((other) => other.sid === sid)?.text;
      return fieldChange(name(sid), old, text);
    }),
    ...surplus
      .filter(({ sid }) => !missing.some((other) => other.sid === sid))
      .map(({ sid, text }) => fieldChange(name(sid), text, undefined)),
  ];
}

type Loose = Readonly<Record<string, unknown>>;

function statementsOf(policy: unknown): readonly Loose[] {
  return list(loose(policy).Statement).map(loose);
}

/**
 * A statement in words: `sqs:ReceiveMessage on arn:…`; the same words for all that means the same.
 * Elements that setup never writes (`NotAction`, …) are told as they are.
 */
export function statementText(statement: PolicyStatement | Loose): string {
  const { Sid, Effect, Principal, Action, Resource, Condition, ...others } = statement as Loose;
  return [
    ...(Effect === 'Allow' ? [] : [String(Effect)]),
    ...(Principal === undefined ? [] : [`${principalText(Principal)}:`]),
    ...(Action === undefined ? [] : [sorted(list(Action))]),
    ...(Resource === undefined ? [] : [`on ${sorted(list(Resource))}`]),
    ...(Condition === undefined ? [] : [`if ${conditionText(Condition)}`]),
    ...Object.keys(others)
      .toSorted()
      .map((name) => `${name} ${JSON.stringify(others[name])}`),
  ].join(' ');
}

/** `*` and `{"AWS": "*"}` are everybody. */
function principalText(principal: unknown): string {
  if (typeof principal === 'string') return principal;
  const kinds = Object.entries(loose(principal)).map(([kind, who]) => {
    const all = sorted(list(who));
    return kind === 'AWS' && all === '*' ? '*' : kind === 'Service' ? all : `${kind} ${all}`;
  });
  return kinds.toSorted().join(', ');
}

function conditionText(condition: unknown): string {
  const all = Object.entries(loose(condition)).flatMap(([operator, keys]) =>
    Object.entries(loose(keys)).map(([key, values]) => `${operator} ${key} ${sorted(list(values))}`),
  );
  return all.toSorted().join(' and ');
}

function sorted(values: readonly unknown[]): string {
  return [...new Set(values.map(String))].toSorted().join(', ');
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function loose(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? (value as Loose) : {};
}
