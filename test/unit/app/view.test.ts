import { expect, it } from 'vitest';
import { type ViewChoice, viewOf } from '../../../src/app/view.ts';

const terminal: ViewChoice = {
  json: false,
  noUi: false,
  takesStdout: false,
  stdin: true,
  stdout: true,
  environment: { TERM: 'xterm' },
};

it.each([
  ['a terminal', {}, 'live'],
  ['CI set to nothing', { environment: { CI: '' } }, 'live'],
  ['CI=false', { environment: { CI: 'false' } }, 'live'],
  ['CI', { environment: { CI: 'true' } }, 'plain'],
  ['TERM=dumb', { environment: { TERM: 'dumb' } }, 'plain'],
  ['--no-ui', { noUi: true }, 'plain'],
  ['a pipe behind it', { stdout: false }, 'plain'],
  ['a pipe before it', { stdin: false }, 'plain'],
  ['documents on stdout', { takesStdout: true }, 'plain'],
  ['--json', { json: true }, 'json'],
  ['--json in a pipe', { json: true, stdout: false, noUi: true }, 'json'],
] as const)('%s', (_, change, view) => {
  expect(viewOf({ ...terminal, ...change })).toBe(view);
});
