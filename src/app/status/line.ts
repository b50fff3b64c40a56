import { number } from '../../model/format.ts';
import { printable } from '../../model/printable.ts';
import type { Changes, Look } from './look.ts';
import { lagText } from './text.ts';

/** A look as one line of a log: `--watch` where nobody sits at a terminal. */
export function statusLogLine({ at, queue, cluster }: Look, { sinceLast }: Changes): string {
  const parts: string[] = [];
  if (queue?.visible !== undefined) {
    const { visible, inFlight = 0, delayed = 0, deadLetters } = queue;
    const dead = deadLetters?.visible === undefined ? '' : `, ${number(deadLetters.visible)} dead`;
    parts.push(
      `queue ${number(visible)} visible, ${number(inFlight)} in flight, ${number(delayed)} delayed${dead}`,
    );
  }
  if (cluster?.health) parts.push(`cluster ${cluster.health.status}`);
  for (const { name, documents, newest, lag = 0 } of cluster?.pipelines ?? []) {
    const per = sinceLast?.documents[name];
    const rate = per === undefined ? '' : ` (+${number(per)}/s)`;
    const behind = newest === undefined ? '' : `, newest ${lagText(lag)}`;
    if (documents !== undefined) parts.push(`${name} ${number(documents)} documents${rate}${behind}`);
  }
  for (const { code, message } of [queue, cluster].flatMap((half) => half?.problems ?? []))
    parts.push(`TROUBLE ${message} (${code})`);
  return `${new Date(at).toISOString()}  ${printable(parts.join('; '))}\n`;
}
