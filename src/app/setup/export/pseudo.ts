import type { Place } from '../names.ts';

/**
 * Stand for CloudFormation's pseudo parameters in names, ARNs and policies, which are made by the functions that setup uses.
 * Of characters alone that none of these escapes, and that no name may have.
 */
export const pseudoPlace: Place = {
  partition: '~Partition~',
  region: '~Region~',
  account: '~AccountId~',
};

/** What `amazonaws.com` is called in the partition. */
export const urlSuffix = '~URLSuffix~';

const token = /~(Partition|Region|AccountId|URLSuffix)~/g;

/** Texts with such a token become `Fn::Sub`, wherever they are; all else stays. */
export function withIntrinsics(value: unknown): unknown {
  if (typeof value === 'string') return substituted(value);
  if (Array.isArray(value)) return value.map(withIntrinsics);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withIntrinsics(inner)]));
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html */
function substituted(text: string): unknown {
  if (text.search(token) < 0) return text;
  // `${*}` of a policy is no parameter.
  const literal = text.replaceAll('${', '${!');
  return { 'Fn::Sub': literal.replace(token, (_, name) => `\${AWS::${name}}`) };
}
