import { expect, it } from 'vitest';
import { fieldChange } from '../../../../src/app/setup/field.ts';
import type { Step } from '../../../../src/app/setup/part.ts';
import { countText, planText, question } from '../../../../src/app/setup/plan-text.ts';

const queue = { part: 'queue', what: 'SQS queue', name: 'flow' } as const;
const apply = async () => {};
const steps: readonly Step[] = [
  { ...queue, kind: 'keep' },
  {
    ...queue,
    kind: 'change',
    fields: [
      fieldChange('visibility timeout', '30 s', '300 s'),
      fieldChange('policy.Theirs', 'a\u001b[31m', undefined),
      fieldChange('policy.Ours', undefined, 'word '.repeat(20).trim()),
    ],
    note: 'mind this',
    apply,
  },
  { ...queue, kind: 'refuse', problem: { code: 'LF_X', message: 'because', hint: 'Do that.' } },
];

it('a plan: a line for what stays, fields for what changes, reason and cure for what is refused', () => {
  expect(planText(steps)).toBe(`keep    SQS queue flow
change  SQS queue flow
        visibility timeout: 30 s -> 300 s
        policy.Theirs: a\\u{1b}[31m -> none
        policy.Ours: word word word word word word word word word word word word
          word word word word word word word word
        note: mind this
refuse  SQS queue flow
        because
        next: Do that. (LF_X)
`);
});

it('counts, and asks', () => {
  expect(countText(steps, false)).toBe('1 to change, 1 refused, 1 as wanted');
  expect(countText(steps.slice(0, 1), false)).toBe('1 as wanted; nothing to do');
  expect(countText(steps.slice(0, 1), true)).toBe('1 kept; nothing to do');
  expect(countText([], true)).toBe('nothing is there');
  expect(question(steps, false)).toBe('Apply this: 1 step? (yes/no) ');
  expect(question([{ ...queue, kind: 'delete', fields: [], apply }], true)).toBe(
    'Delete what is listed: 1 step? (yes/no) ',
  );
});
