import { never } from '../../model/errors.ts';
import { fold } from '../../model/fold.ts';
import { plural } from '../../model/format.ts';
import { printable } from '../../model/printable.ts';
import type { Paint, Screen } from '../explain/paint.ts';
import type { Verdict } from './check.ts';
import type { Checked } from './run-checks.ts';

/** Characters of the longest title. */
export const titleWidth = 19;

const words: Readonly<Record<Verdict['kind'], readonly [word: string, tone: Parameters<Paint>[0]]>> = {
  ok: ['ok', 'good'],
  warning: ['WARN', 'warn'],
  failure: ['FAIL', 'bad'],
  skipped: ['skip', 'dim'],
};

/** All checks, one line each. */
export function tableText(checked: readonly Checked[], screen: Screen): string {
  return `${checked.map((one) => checkLine(one, screen)).join('\n')}\n`;
}

/** `ok    queue                flow-logs in us-west-2`, cut to the width. */
export function checkLine({ title, verdict }: Checked, { paint, width }: Screen): string {
  const [word, tone] = words[verdict.kind];
  const room = width - titleWidth - 7;
  const said = printable(shortly(verdict));
  const fitting = said.length > room ? `${said.slice(0, Math.max(0, room - 3))}...` : said;
  const text = verdict.kind === 'skipped' ? paint('dim', fitting) : fitting;
  return `${paint(tone, word.padEnd(4))}  ${title.padEnd(titleWidth)} ${text}`.trimEnd();
}

function shortly(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'ok':
      return verdict.says;
    case 'skipped':
      return verdict.why;
    case 'warning':
    case 'failure':
      return verdict.problems[0]?.message ?? '';
    default:
      return never(verdict);
  }
}

/** What is wrong, in full, with the next step; failures first. And how many checks ended how. */
export function closingText(checked: readonly Checked[], screen: Screen): string {
  const of = (kind: Verdict['kind']) => checked.filter(({ verdict }) => verdict.kind === kind);
  const troubles = [...of('failure'), ...of('warning')].map((one) => troubleText(one, screen));
  const counts = [
    plural(checked.length, 'check'),
    ...(of('failure').length > 0 ? [plural(of('failure').length, 'failure')] : []),
    ...(of('warning').length > 0 ? [plural(of('warning').length, 'warning')] : []),
    ...(of('skipped').length > 0 ? [`${of('skipped').length} skipped`] : []),
  ];
  const well = troubles.length === 0 ? ': nothing to do' : '';
  return ['', ...troubles, `${counts.join(', ')}${well}`, ''].join('\n');
}

function troubleText({ title, verdict }: Checked, screen: Screen): string {
  if (!('problems' in verdict)) return '';
  const [, tone] = words[verdict.kind];
  const lines = verdict.problems.flatMap(({ code, message, hint }) => [
    ...folded(message, screen),
    ...folded(`next: ${hint} (${code})`, screen),
  ]);
  return `${screen.paint(tone, `${verdict.kind}: ${title}`)}\n${lines.join('\n')}\n`;
}

function folded(text: string, { width }: Screen): string[] {
  return fold(printable(text).split(' '), width, '  ');
}

/** One object for machines; fields are only ever added. */
export function doctorJson(checked: readonly Checked[]): object {
  return {
    type: 'doctor',
    ok: checked.every(({ verdict }) => verdict.kind !== 'failure'),
    checks: checked.map(({ id, title, verdict: { kind, ...found }, ms }) => ({
      ...{ id, title, state: kind, ...found, ms: Math.round(ms) },
    })),
  };
}
