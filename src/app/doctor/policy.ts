import { anyGlobMatches } from '../template/glob.ts';
import { asRecord } from '../template/mapping.ts';

/** Who wants to do what, as AWS tells it to a policy. */
export interface Caller {
  /** `sns.amazonaws.com` */
  readonly service: string;
  /** `sqs:SendMessage` */
  readonly action: string;
  /** ARN of the queue or topic. */
  readonly resource: string;
  /** Values that conditions may ask for, by their name in lower case; what is undefined is not known to us. */
  readonly context: Readonly<Record<string, string | undefined>>;
}

/** `unsure`: by a condition whose value is not known here. */
export type Ruling = 'allowed' | 'unsure' | 'denied' | 'not-allowed';

/**
 * What a resource's policy says to a service of AWS. Only what such a call needs: no identity policies, no boundaries.
 * Source: "Policy evaluation logic" and "IAM JSON policy elements", IAM User Guide.
 */
export function ruling(policy: string | undefined, caller: Caller): Ruling {
  const hits = statementsOf(policy).map((statement) => ({
    allows: statement.Effect === 'Allow',
    hit: appliesTo(statement, caller),
  }));
  const has = (allows: boolean, hit: Hit) => hits.some((one) => one.allows === allows && one.hit === hit);
  if (has(false, 'yes')) return 'denied';
  const allowed = has(true, 'yes');
  if (allowed) return has(false, 'unsure') ? 'unsure' : 'allowed';
  return has(true, 'unsure') ? 'unsure' : 'not-allowed';
}

export type Statement = Readonly<Record<string, unknown>>;

/** Empty for what is no policy. */
export function statementsOf(policy: string | undefined): readonly Statement[] {
  try {
    return [asRecord(JSON.parse(policy ?? '')).Statement].flat().map(asRecord);
  } catch {
    return [];
  }
}

type Hit = 'yes' | 'no' | 'unsure';

function appliesTo(statement: Statement, caller: Caller): Hit {
  const { Action, NotAction, Resource, NotResource, Condition } = statement;
  const action = caller.action.toLowerCase();
  const named = [
    Action === undefined ? !matches(lower(NotAction), action) : matches(lower(Action), action),
    NotResource === undefined
      ? matches(Resource ?? '*', caller.resource)
      : !matches(NotResource, caller.resource),
    isPrincipal(statement, caller.service),
  ];
  if (named.includes(false)) return 'no';
  return all(Object.entries(asRecord(Condition)).map(([operator, keys]) => holds(operator, keys, caller)));
}

/** `*` is everybody; `{"AWS": "*"}`, too, services included. */
function isPrincipal({ Principal, NotPrincipal }: Statement, service: string): boolean {
  if (NotPrincipal !== undefined) return ![asRecord(NotPrincipal).Service].flat().includes(service);
  const { AWS, Service } = asRecord(Principal);
  return (
    Principal === '*' ||
    [AWS].flat().includes('*') ||
    [Service].flat().some((one) => one === '*' || one === service)
  );
}

function holds(operator: string, keys: unknown, { context }: Caller): Hit {
  const [, quantifier = '', name = '', ifExists] =
    /^(ForAnyValue:|ForAllValues:)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  return all(
    Object.entries(asRecord(keys)).map(([key, wanted]): Hit => {
      const known = key.toLowerCase();
      if (!(known in context)) return ifExists || quantifier === 'ForAllValues:' ? 'yes' : absent(name);
      const value = context[known];
      if (value === undefined) return 'unsure';
      const texts = [wanted].flat().map(String);
      switch (name) {
        case 'ArnEquals':
        case 'ArnLike':
        case 'StringLike':
          return yes(matches(texts, value));
        case 'StringEquals':
          return yes(texts.includes(value));
        case 'StringEqualsIgnoreCase':
          return yes(texts.some((text) => text.toLowerCase() === value.toLowerCase()));
        case 'ArnNotEquals':
        case 'ArnNotLike':
        case 'StringNotLike':
          return yes(!matches(texts, value));
        case 'StringNotEquals':
          return yes(!texts.includes(value));
        case 'Bool':
          return yes(texts.includes(value));
        default:
          return 'unsure';
      }
    }),
  );
}

/** A key that a call does not bring fails a condition, unless that denies something. */
function absent(operator: string): Hit {
  if (operator === 'Null') return 'unsure';
  return operator.includes('Not') ? 'yes' : 'no';
}

function all(hits: readonly Hit[]): Hit {
  if (hits.includes('no')) return 'no';
  return hits.includes('unsure') ? 'unsure' : 'yes';
}

function yes(is: boolean): Hit {
  return is ? 'yes' : 'no';
}

function matches(patterns: unknown, name: string): boolean {
  return anyGlobMatches(patterns, name);
}

function lower(patterns: unknown): string[] {
  return [patterns].flat().map((pattern) => String(pattern).toLowerCase());
}
