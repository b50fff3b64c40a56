import { bytes, number } from '../../model/format.ts';
import { uriOf } from '../../model/object.ts';
import { printable } from '../../model/printable.ts';
import type { Examined, Finding } from './examine.ts';
import { timeText } from './groups-text.ts';
import { reasonTexts } from './reasons.ts';

/** A message in full: its body is cut to what a person reads. */
export interface Shown extends Examined {
  readonly attributes: readonly string[];
  readonly body: string;
  readonly bodyBytes: number;
}

const shownObjects = 20;
const shownBody = 1_000;

/** One message for a person. Everything in it comes from outside and is made printable. */
export function shownText(message: Shown): string {
  const { id, reason, problem, receiveCount, sentAt, sourceArn, attributes, objects, objectCount } = message;
  const more = objectCount - shownObjects;
  const rows: [string, string][] = [
    ['message', id],
    ['reason', `${reason}: ${reasonTexts[reason].what}${problem ? `: ${problem.message}` : ''}`],
    ['first sent', sentAt === undefined ? 'unknown' : timeText(sentAt)],
    ['received', `${number(receiveCount)} times, this look included`],
    ...(sourceArn ? [['from queue', sourceArn] as [string, string]] : []),
    ...(attributes.length > 0 ? [['attributes', attributes.join(', ')] as [string, string]] : []),
  ];
  const lines = rows.map(([name, value]) => `${name.padEnd(12)}${printable(value)}`);
  for (const object of objects.slice(0, shownObjects)) lines.push(...objectText(object));
  if (more > 0) lines.push(`object      and ${number(more)} more`);
  const cut = message.bodyBytes > shownBody ? ` (the first ${number(shownBody)} characters)` : '';
  lines.push(`${'body'.padEnd(12)}${bytes(message.bodyBytes)}${cut}`);
  lines.push(`  ${printable(message.body.slice(0, shownBody))}`);
  return `${lines.join('\n')}\n`;
}

function objectText({ ref, reason, problem }: Finding): string[] {
  const facts = [
    ...(ref.versionId ? [`version ${ref.versionId}`] : []),
    ...(ref.size === undefined ? [] : [bytes(ref.size)]),
    ...(ref.region ? [ref.region] : []),
    `${reason}: ${reasonTexts[reason].what}`,
  ];
  const lines = [`${'object'.padEnd(12)}${uriOf(ref)}`, `  ${facts.join(', ')}`];
  if (problem) lines.push(`  ${problem.message}`, `  next: ${problem.hint}`);
  return lines.map(printable);
}
