import { bytes, number } from '../../model/format.ts';
import { Panel, type PanelProps } from '../panel.tsx';
import { type Line, span } from '../spans.ts';
import type { View } from '../view-store.ts';

/** What the other end says. */
export function ClusterPanel({ view, ...frame }: PanelProps) {
  return <Panel title="Cluster" lines={clusterLines(view)} {...frame} />;
}

export function clusterLines({ now }: View): Line[] {
  const { cluster, inFlight, bytes: moved } = now;
  const { busy, tooLarge, retriedItems, latency, brake } = cluster;
  return [
    row('requests', `${number(inFlight.bulks)} of ${number(inFlight.bulksLimit)}`, [
      span('  answer in ', 'dim'),
      span(latency === 0 ? '?' : `${number(Math.max(1, latency))} ms`),
    ]),
    row('said no', `${number(busy)} x 429`, [
      span(`, ${number(tooLarge)} x 413`, tooLarge > 0 ? 'warn' : undefined),
    ]),
    row('sent', bytes(moved.sent), [
      span('  again ', 'dim'),
      span(`${number(retriedItems)} items`, retriedItems > 0 ? 'warn' : undefined),
    ]),
    row('brake', brake ? 'ENGAGED' : 'free', [], brake ? 'bad' : undefined),
  ];
}

function row(name: string, value: string, rest: Line, tone?: 'bad'): Line {
  return [span(name.padEnd(13), 'dim'), span(value, tone), ...rest];
}
