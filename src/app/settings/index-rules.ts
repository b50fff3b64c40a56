import type { Rule } from './load.ts';
import { flag } from './units.ts';

/** A data stream has one name, and only what has its day in its name can be deleted by the day. */
export const consistentIndices: Rule = (given) => {
  const { index, 'delete-after': deleteAfter } = given;
  const isStream = writesToStream(given);
  const isText = typeof index === 'string';
  if (isStream && isText && index.includes('{')) {
    return [{ where: '--data-stream, --index', what: 'a data stream has one name, without a date' }];
  }
  if (deleteAfter === undefined) return [];
  if (isStream) {
    const what =
      'is for daily indices: a data stream is rolled over, and what rolls it over is to delete it too';
    return [{ where: '--delete-after, --data-stream', what }];
  }
  return isText && !index.includes('{dd}')
    ? [
        {
          where: '--delete-after, --index',
          what: 'only daily indices are deleted by age: --index needs {dd}',
        },
      ]
    : [];
};

/** `--overwrite` cannot be with a data stream, which takes new documents alone (R9). */
export const noOverwriteInStream: Rule = (given) =>
  writesToStream(given)
    ? [
        {
          where: '--overwrite, --data-stream',
          what: 'do not go together: a data stream takes new documents alone, and changes none',
        },
      ]
    : [];

function writesToStream({ 'data-stream': stream }: Parameters<Rule>[0]): boolean {
  return flag().safeParse(stream).data === true;
}
