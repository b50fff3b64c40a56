import { expect, it } from 'vitest';
import { createPrepare } from '../../../../src/app/template/prepare.ts';
import { LogflowError, type Problem } from '../../../../src/model/errors.ts';
import { fingerprintFor, templateOf } from '../../../helpers/template-kit.ts';

const problem: Problem = { code: 'LF_TEMPLATE_FORBIDDEN', message: 'no', hint: 'ask' };
const template = templateOf(fingerprintFor({ index: 'a-{yyyy}' }));

/** `answers`: of one check after the other. */
function prepared(...answers: readonly (Problem | undefined | Error)[]) {
  const clock = { at: 0, now: () => clock.at };
  const asked: string[] = [];
  const prepare = createPrepare(
    [template],
    async (needed) => {
      asked.push(...needed.map(({ name }) => name));
      const answer = answers[asked.length - 1];
      if (answer instanceof Error) throw answer;
      return answer;
    },
    clock,
  );
  return { prepare, asked, clock };
}

it('asks once for all objects of a pipeline, however many come at once', async () => {
  const { prepare, asked } = prepared(undefined);
  expect(await Promise.all([prepare('vpcflowlogs'), prepare('vpcflowlogs')])).toEqual([undefined, undefined]);
  expect(await prepare('vpcflowlogs')).toBeUndefined();
  expect(asked).toEqual(['a']);
});

it('asks nothing for a pipeline whose template was made sure of at the start', async () => {
  const { prepare, asked } = prepared();
  expect(await prepare('s3access')).toBeUndefined();
  expect(asked).toEqual([]);
});

it.each([
  ['answered with', problem],
  ['thrown', new LogflowError(problem)],
])('a problem that is %s holds for half a minute, then it is tried again', async (_, trouble) => {
  const { prepare, asked, clock } = prepared(trouble, undefined);
  expect(await prepare('vpcflowlogs')).toMatchObject(problem);
  clock.at = 29_999;
  expect(await prepare('vpcflowlogs')).toMatchObject(problem);
  expect(asked).toHaveLength(1);
  clock.at = 30_000;
  expect(await prepare('vpcflowlogs')).toBeUndefined();
  expect(asked).toHaveLength(2);
});

it('a surprise is no problem of the cluster', async () => {
  const { prepare } = prepared(new TypeError('bug'));
  await expect(prepare('vpcflowlogs')).rejects.toThrow('bug');
});
