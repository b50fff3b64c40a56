import { fieldChange } from './field.ts';
import type { FieldChange } from './part.ts';
import { type PolicyStatement, readPolicy, statementText } from './policy.ts';

type Statement = Readonly<Record<string, unknown>>;

export interface MergedPolicy {
  /** What differs: nothing when all that is wanted is allowed already. */
  readonly fields: readonly FieldChange[];
  /** The whole new document, as JSON. */
  readonly document: string;
}

/**
 * Puts statements of ours into a policy that others wrote, too. One that says the same by another name counts; one with
 * the name of ours is replaced; all else is kept as it is, and where it is.
 */
export function mergePolicy(now: string | undefined, wanted: readonly PolicyStatement[]): MergedPolicy {
  const policy = (readPolicy(now) ?? { Version: '2012-10-17' }) as { readonly Statement?: unknown };
  const statements = [policy.Statement ?? []].flat() as Statement[];
  const fields: FieldChange[] = [];
  for (const statement of wanted) {
    const text = statementText(statement);
    if (statements.some((other) => statementText(other) === text)) continue;
    const at = statements.findIndex(({ Sid }) => Sid === statement.Sid);
    const old = statements[at];
    fields.push(fieldChange(`policy.${statement.Sid}`, old && statementText(old), text));
    statements.splice(old ? at : statements.length, old ? 1 : 0, { ...statement });
  }
  return { fields, document: JSON.stringify({ ...policy, Statement: statements }) };
}
