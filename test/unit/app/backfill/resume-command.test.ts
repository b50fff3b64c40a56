import { describe, expect, it } from 'vitest';
import { resumeCommand } from '../../../../src/app/backfill/resume-command.ts';

const window = { from: 0, to: 1 };
const always = { since: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY, window };

describe('the command that goes on', () => {
  it('has times in full: "2h" will be other hours then', () => {
    const argv = ['--prefix', "s3://b/it's here", '--since=2h', '--until', 'today', '--no-resume'];
    const times = { since: Date.UTC(2020, 2, 8, 1), until: Date.UTC(2020, 2, 9), window };
    expect(resumeCommand(argv, times, '--resume')).toBe(
      `logflow backfill --prefix 's3://b/it'\\''s here' --since 2020-03-08T01:00:00Z --until 2020-03-09T00:00:00Z --resume`,
    );
  });

  it('has no secrets', () => {
    const argv = [
      '--node',
      'https://u:secret@h:9200',
      '--node=https://u:secret@i',
      '--password',
      'secret',
      '--api-key=secret',
    ];
    const command = resumeCommand([...argv, '--resume'], always, '--retry-failed');
    expect(command).toBe('logflow backfill --node https://h:9200/ --node=https://i/ --retry-failed');
  });
});
