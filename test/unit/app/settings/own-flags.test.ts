import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ownFlags, ownSwitches, withWords } from '../../../../src/app/settings/own-flags.ts';
import { count, flag, list } from '../../../../src/app/settings/units.ts';

describe('flags that are no settings', () => {
  const schema = z.object({
    max: count(1, 9).optional(),
    part: list('must be text')
      .prefault([])
      .pipe(z.array(z.enum(['a', 'b'], { error: 'must be a or b' }))),
    yes: flag().prefault(false),
  });

  it('what they say', () => {
    expect(ownFlags('dlq list', schema, { max: '3', part: ['a,b', 'a'] })).toEqual({
      max: 3,
      part: ['a', 'b', 'a'],
      yes: false,
    });
  });

  it('all mistakes at once, each once', () => {
    const wrong = () => ownFlags('dlq list', schema, { max: '10', part: ['c', 'd'], yes: 'oui' });
    expect(wrong).toThrow(
      expect.objectContaining({
        code: 'LF_USAGE',
        exit: 2,
        message:
          'these flags cannot be used:\n  --max: must be at most 9\n  --part: must be a or b\n  --yes: must be true or false',
        hint: 'See `logflow dlq list --help`.',
      }),
    );
  });
});

describe('a switch and its variable', () => {
  it.each<[string[], NodeJS.ProcessEnv, object]>([
    [[], {}, { 'dry-run': false, max: '3' }],
    [[], { LOGFLOW_DRY_RUN: 'on' }, { 'dry-run': 'on', max: '3' }],
    [[], { LOGFLOW_DRY_RUN: 'enabled' }, { 'dry-run': 'enabled', max: '3' }],
    [[], { LOGFLOW_DRY_RUN: '' }, { 'dry-run': false, max: '3' }],
    [['--dry-run'], { LOGFLOW_DRY_RUN: 'on' }, { 'dry-run': false, max: '3' }],
    [['--no-dry-run'], { LOGFLOW_DRY_RUN: 'on' }, { 'dry-run': false, max: '3' }],
    // Not the switch of this command, and no switch.
    [[], { LOGFLOW_YES: 'oui', LOGFLOW_MAX: '5' }, { 'dry-run': false, max: '3' }],
  ])('%j with %j', (argv, env, flags) => {
    expect(withWords({ 'dry-run': false, max: '3' }, argv, env)).toEqual(flags);
  });
});

describe('switches of a command', () => {
  const read = (flags: object, argv: string[], env: NodeJS.ProcessEnv) =>
    ownSwitches('init', ['force', 'yes'], { ...flags }, argv, env);

  it('what flags and variables say; off where nobody says anything', () => {
    expect(read({}, [], {})).toEqual({ force: false, yes: false });
    expect(read({ yes: true }, ['--yes'], {})).toEqual({ force: false, yes: true });
    // What oclif makes of the word.
    expect(read({ force: false }, [], { LOGFLOW_FORCE: 'on' })).toEqual({ force: true, yes: false });
  });

  it('a word that is neither yes nor no', () => {
    expect(() => read({ force: false, yes: false }, [], { LOGFLOW_FORCE: 'oui', LOGFLOW_YES: '2' })).toThrow(
      'these flags cannot be used:\n  --force: must be true or false\n  --yes: must be true or false',
    );
  });
});
