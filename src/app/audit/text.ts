import { number, plural } from '../../model/format.ts';
import { printable } from '../../model/printable.ts';
import { listingText } from '../backfill/result.ts';
import { type Finding, type Findings, type ObjectState, states, total } from './findings.ts';
import type { Audited } from './result.ts';

/** Of each state. */
const mostShown = 20;

const meanings: Readonly<Record<ObjectState, string>> = {
  complete: 'all documents are there',
  short: 'some documents are missing',
  missing: 'all documents are missing',
  surplus: 'more documents than lines, none missing',
  expired: 'the rest was in indices that are gone by age, or closed',
  unreadable: 'could not be read: nobody knows',
  gone: 'no longer in S3',
};

/** For people. `left`: objects that are not proven to be whole. */
export function auditText({ asked, findings, finished, fixed }: Audited, left: number): string {
  const head = finished
    ? left === 0
      ? 'nothing is missing'
      : `${plural(left, 'object')} NOT WHOLE`
    : 'STOPPED before its end';
  const parts = [`${head}\n`, listingText(asked.selection, 0), table(findings)];
  if (fixed) parts.push('\nloaded again:\n', indented(fixed.run.text));
  if (fixed?.again) parts.push('\nand then:\n', table(fixed.again));
  return parts.concat(advice(findings, fixed)).join('');
}

/** What to do about what is left. */
function advice(findings: Findings, fixed: Audited['fixed']): string[] {
  const { short, missing } = findings.objects;
  if (short + missing === 0) return [];
  if (!fixed) return ['\nnext: --fix loads what is short or missing again, and nothing else\n'];
  if (!fixed.again) return [];
  const left = short + missing - total(fixed.again);
  if (left === 0) return [];
  return [
    `\n${plural(left, 'object')} left as it is: loading it would bring back an index that is gone by its age\n`,
  ];
}

function table(findings: Findings): string {
  const { objects, documents, kept, left } = findings;
  const rows = states
    .filter((state) => state === 'complete' || objects[state] > 0)
    .map((state) => `  ${state.padEnd(11)} ${number(objects[state]).padStart(9)}  ${meanings[state]}\n`);
  const details = states.flatMap((state) => {
    const those = kept.filter((finding) => finding.state === state);
    const shown = those.slice(0, mostShown).map((finding) => `  ${line(finding)}\n`);
    const more =
      those.length > shown.length ? [`  and ${number(those.length - shown.length)} more ${state}\n`] : [];
    return [...shown, ...more];
  });
  const also = (['missing', 'shared', 'rejected', 'expired', 'surplus'] as const)
    .filter((name) => documents[name] > 0)
    .map((name) => `, ${number(documents[name])} ${name}`);
  const sums = `  documents   ${number(documents.documents)} due${also.join('')}\n`;
  const rest = left > 0 ? `  ${number(left)} objects more are counted and not named\n` : '';
  return [...rows, sums, ...(details.length > 0 ? ['\n', ...details] : []), rest].join('');
}

/** `short     1 of 4 missing  s3://…` */
function line(finding: Finding): string {
  return `${finding.state.padEnd(11)} ${numbers(finding).padEnd(24)} ${printable(finding.object)}${why(finding)}`;
}

function numbers({ state, documents, counted, missing, surplus, expired }: Finding): string {
  switch (state) {
    case 'short':
    case 'missing':
      return `${number(missing ?? 0)} of ${number(documents ?? 0)} missing`;
    case 'surplus':
      return `${number(surplus ?? 0)} too many`;
    case 'expired':
      return `${number(expired ?? 0)} of ${number(documents ?? 0)} expired`;
    default:
      return counted === undefined ? '' : `${plural(counted, 'document')}`;
  }
}

function why({ problem }: Finding): string {
  return problem ? `\n              ${printable(problem.message)}; ${printable(problem.hint)}` : '';
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}
