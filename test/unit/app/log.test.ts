import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openLog } from '../../../src/app/log.ts';
import { logProblems } from '../../../src/app/log-problems.ts';
import { Metrics } from '../../../src/core/metrics.ts';
import { temporaryFolder } from '../../helpers/temp.ts';

const problem = { code: 'LF_X', message: 'it \u001b[2Jbroke', hint: 'mend it', count: 3, lastSeen: 0 };

function standardError(isTTY = false) {
  const stream = Object.assign(new PassThrough(), { isTTY });
  return { stream, text: () => String(stream.read() ?? '') };
}

describe('the log', () => {
  it('is text on stderr, line by line', async () => {
    const { stream, text } = standardError();
    const log = await openLog({ level: 'info', file: undefined, json: false, stderr: stream });
    log.stderr.write('half ');
    log.stderr.write('a line\nwarning: two\n');
    log.problem(problem);
    expect(text()).toBe(
      'half a line\nwarning: two\nwarning: it \\u{1b}[2Jbroke (3 times so far, LF_X)\nnext: mend it\n',
    );
  });

  it.each([
    ['warn', 'warning: two\n'],
    ['error', ''],
    ['silent', ''],
  ] as const)('says at level %s: %j', async (level, wanted) => {
    const { stream, text } = standardError();
    const log = await openLog({ level, file: undefined, json: false, stderr: stream });
    log.stderr.write('note: one\nwarning: two\n');
    expect(text()).toBe(wanted);
  });

  it('is records on stderr where that is for machines', async () => {
    const { stream, text } = standardError();
    const log = await openLog({ level: 'info', file: undefined, json: true, stderr: stream });
    log.stderr.write('note: one\n');
    log.problem(problem);
    const records = text()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records).toMatchObject([
      { type: 'log', level: 'info', msg: 'note: one' },
      { type: 'log', level: 'warn', code: 'LF_X', count: 3, hint: 'mend it' },
    ]);
  });

  it('a file has the records, and stderr the text', async () => {
    await using folder = temporaryFolder();
    const file = join(folder.path, 'log');
    const { stream, text } = standardError();
    const log = await openLog({ level: 'info', file, json: false, stderr: stream });
    log.stderr.write('note: one\n');
    log.failed(problem);
    expect(text()).toBe('note: one\n');
    const [first, second] = readFileSync(file, 'utf8').trim().split('\n');
    expect(JSON.parse(first ?? '')).toMatchObject({ level: 'info', msg: 'note: one' });
    expect(JSON.parse(second ?? '')).toMatchObject({ level: 'error', code: 'LF_X' });
  });

  it('a file that cannot be written is a mistake of the configuration', async () => {
    const options = { level: 'info', json: false, stderr: new PassThrough() } as const;
    const opening = openLog({ ...options, file: '/nowhere/to/be/found' });
    await expect(opening).rejects.toMatchObject({ code: 'LF_LOG_FILE', exit: 2 });
  });

  it.each([
    [true, ''],
    [false, 'note: one\n'],
  ])('a screen on the same terminal (%s) leaves %j of it', async (isTTY, wanted) => {
    const { stream, text } = standardError(isTTY);
    const log = await openLog({ level: 'info', file: undefined, json: false, stderr: stream });
    const unhush = log.hush();
    log.stderr.write('note: one\n');
    expect(text()).toBe(wanted);
    unhush();
    log.stderr.write('note: two\n');
    expect(text()).toBe('note: two\n');
  });
});

it('what others write to a terminal with a screen on it is told when the screen has gone', async () => {
  const { stream, text } = standardError(true);
  const log = await openLog({ level: 'info', file: undefined, json: false, stderr: stream });
  const unhush = log.hush();
  const written = Promise.withResolvers<unknown>();
  expect(stream.write('(node:1) Warning: one\n', written.resolve)).toBe(true);
  await written.promise;
  expect(text()).toBe('');
  unhush();
  stream.write('two\n');
  expect(text()).toBe('(node:1) Warning: one\ntwo\n');
});

it('a problem is told when it is first met, and once a minute while it goes on', async () => {
  let now = 0;
  const metrics = new Metrics(() => now);
  const { stream, text } = standardError();
  const end = logProblems(
    metrics,
    await openLog({ level: 'info', file: undefined, json: false, stderr: stream }),
  );
  for (now = 0; now < 130_000; now += 1000) {
    metrics.problem(problem);
    metrics.publish();
  }
  const counts = [...text().matchAll(/\((?:(\d+) times so far, )?LF_X\)/g)].map(([, count]) => count);
  expect(counts).toEqual([undefined, '61', '121']);
  now += 600_000;
  metrics.publish();
  expect(text()).toContain('130 times');
  // Nothing new of it: nothing to tell.
  now += 600_000;
  metrics.publish();
  end();
  metrics.problem({ ...problem, code: 'LF_Y' });
  metrics.publish();
  expect(text()).toBe('');
});
