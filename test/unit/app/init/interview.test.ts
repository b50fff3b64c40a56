import { describe, expect, it } from 'vitest';
import type { Answers } from '../../../../src/app/init/answers.ts';
import { interview } from '../../../../src/app/init/interview.ts';

async function answered(lines: readonly string[], given: Answers = {}, region?: string) {
  const left = [...lines];
  let screen = '';
  const answers = await interview({
    given,
    region,
    say: (text) => {
      screen += text;
    },
    hear: async () => left.shift(),
  });
  return { answers, screen, left };
}

describe('the questions of init', () => {
  it('Enter takes what is in brackets, and leaves out where nothing is', async () => {
    const { answers, screen, left } = await answered(['', '', '', '', '', '', '', ''], {}, 'eu-west-1');
    expect(left).toEqual([]);
    expect(answers).toEqual({
      project: 'logflow',
      queue: 'logflow-objects',
      region: 'eu-west-1',
      timezone: 'UTC',
    });
    expect(screen.match(/^[a-z-]+ \[.*?\]/gm)).toEqual([
      'project [logflow]',
      'bucket [-]',
      'flow-logs-of [-]',
      'queue [logflow-objects]',
      'region [eu-west-1]',
      'node [-]',
      'timezone [UTC]',
      'rejects [-]',
    ]);
  });

  it('a wrong answer is told in the words of the schema, and asked for again', async () => {
    const lines = [
      '-',
      'q',
      '',
      'ftp://x',
      'http://u:p@h',
      'http://h:9200',
      'maybe',
      'password',
      '',
      'me',
      'Mars',
      '',
      'dir:/x',
      '',
    ];
    const { answers, screen, left } = await answered(lines);
    expect(left).toEqual([]);
    expect(answers).toEqual({
      queue: 'q',
      node: 'http://h:9200',
      'sign-in': 'password',
      username: 'me',
      timezone: 'UTC',
    });
    expect(screen.match(/ {2}(must|is needed|dir:).*$/gm)).toEqual([
      '  must be http:// or https:// URLs',
      '  must not hold a name and a password: give --username, and the password in LOGFLOW_PASSWORD',
      '  must be one of none, es, aoss, password, api-key, bearer-token',
      '  is needed',
      '  must be a time zone such as Asia/Tokyo',
      expect.stringContaining("  dir:PATH is this machine's own"),
    ]);
    expect(screen).not.toContain('u:p');
  });

  it.each([
    ['https://search-x.us-west-2.es.amazonaws.com', 'es'],
    ['https://x.us-west-2.aoss.amazonaws.com', 'aoss'],
    ['https://es.example.com', 'none'],
  ])('%s is signed in to by %s unless somebody says otherwise', async (node, way) => {
    const { answers } = await answered(['-', '', '', node, '', '', '']);
    expect(answers?.['sign-in']).toBe(way);
  });

  it('< goes back to the question before, and forgets its answer; from the first it goes nowhere', async () => {
    const { answers, screen } = await answered([
      '<',
      'one',
      '<',
      '-',
      'q',
      'us-west-2',
      '<',
      '<',
      'r',
      '-',
      '',
      '',
      '',
    ]);
    expect(screen).toContain('This is the first question.');
    expect(answers).toEqual({ queue: 'r', timezone: 'UTC' });
  });

  it.each([[['quit']], [['', 'quit']], [['', '']], [[]]])('%j leaves it', async (lines) => {
    expect((await answered(lines)).answers).toBeUndefined();
  });

  it('what is given is not asked for', async () => {
    const given = { project: 'dev', bucket: 'b', 'flow-logs-of': 'vpc-01234567', queue: 'q' };
    const { answers, screen } = await answered(['us-west-2', '', '', ''], given);
    expect(answers).toEqual({ ...given, region: 'us-west-2', timezone: 'UTC' });
    expect(screen).not.toContain('queue [');
  });
});
