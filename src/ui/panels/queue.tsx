import { number, seconds } from '../../model/format.ts';
import { padLeft } from '../cells.ts';
import { sparkline } from '../draw.ts';
import { trendOf } from '../estimate.ts';
import { Panel, type PanelProps } from '../panel.tsx';
import { type Line, span } from '../spans.ts';
import type { Theme } from '../theme.ts';
import type { View } from '../view-store.ts';

const figure = 9;

/** How much there is to do, and whether it becomes less. */
export function QueuePanel({ view, ...frame }: PanelProps) {
  return <Panel title="Queue" lines={queueLines(view, frame.width, frame.theme)} {...frame} />;
}

export function queueLines({ now, history }: View, width: number, { glyphs }: Theme): Line[] {
  const { queue, messages, at } = now;
  const leases: Line = row('leases', `${number(messages.leasesExtended)} extended`, [
    messages.leasesLost > 0
      ? span(`, ${number(messages.leasesLost)} LOST`, 'warn')
      : span(', none lost', 'dim'),
  ]);
  if (!queue) return [[span('asking how much is waiting', 'dim')], [], [], [], leases];
  const waiting = queue.visible + queue.delayed;
  const trend = trendOf(history, waiting);
  const line = sparkline(history.waiting(), width - 34, glyphs);
  const { deadLetters, oldestSent } = queue;
  return [
    row('waiting', padLeft(number(waiting), figure), [
      span(`  ${(trend ?? '').padEnd(8)}`, trend === 'rising' ? 'warn' : undefined),
      span(line, 'good'),
    ]),
    row('in flight', padLeft(number(queue.inFlight), figure), [span('  all consumers', 'dim')]),
    row(
      'dead letters',
      padLeft(deadLetters === undefined ? '?' : number(deadLetters), figure),
      deadLetters ? [span('  see dlq list', 'warn')] : [],
    ),
    oldestSent === undefined
      ? row('oldest', padLeft('?', figure), [span('  none of late', 'dim')])
      : row('oldest', padLeft(seconds((at - oldestSent) / 1000), figure), [span('  of received', 'dim')]),
    leases,
  ];
}

function row(name: string, value: string, rest: Line): Line {
  return [span(name.padEnd(13), 'dim'), span(value), ...rest];
}
