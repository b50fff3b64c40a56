import { bytes, number, plural, seconds } from '../../model/format.ts';
import { printable } from '../../model/printable.ts';
import type { Screen } from '../explain/paint.ts';
import { problemLines, row } from '../explain/rows.ts';
import type { ClusterStatus, PipelineStatus, QueueStatus } from '../output/status-schema.ts';
import type { Changes, Look } from './look.ts';
import { backlogOf } from './rates.ts';

const distributions = {
  elasticsearch: 'Elasticsearch',
  opensearch: 'OpenSearch',
  unknown: 'a search service',
} as const;

/** One screen for people, lines of 80 columns where what is shown allows it. */
export function statusText(look: Look, changes: Changes, screen: Screen): string {
  const { at, queue, cluster } = look;
  const lines = [
    `logflow status, ${new Date(at).toISOString()}`,
    '',
    ...(queue ? queueLines(queue, changes, screen) : row(screen, 'queue', ['not configured (--queue)'])),
    '',
    ...(cluster ? clusterLines(cluster, screen) : row(screen, 'cluster', ['not configured (--node)'])),
    ...(cluster?.pipelines ?? []).flatMap((pipeline) => ['', ...pipelineLines(pipeline, changes, screen)]),
  ];
  return `${lines.join('\n')}\n`;
}

function queueLines(queue: QueueStatus, changes: Changes, screen: Screen): string[] {
  const { visible, inFlight, delayed } = queue;
  const figures =
    visible === undefined
      ? []
      : [
          `${number(visible)} visible, ${number(inFlight ?? 0)} in flight, ${number(delayed ?? 0)} delayed`,
          'oldest message: unknown (SQS tells its age to CloudWatch alone)',
          ...deadLetterLines(queue),
          ...backlogLines(queue, changes),
        ];
  return row(screen, 'queue', [printable(queue.name), ...figures, ...troubles(queue.problems, screen)]);
}

function deadLetterLines({ deadLetters, problems }: QueueStatus): string[] {
  if (!deadLetters) {
    // The policy is asked for after the figures.
    return [
      `dead letters: ${problems.length > 0 ? 'unknown' : 'none, as no redrive policy moves what fails'}`,
    ];
  }
  const { name, visible, inFlight = 0, delayed = 0, maxReceiveCount } = deadLetters;
  const held = inFlight + delayed;
  const beside = held > 0 ? ` and ${number(held)} hidden` : '';
  const count = visible === undefined ? 'unknown' : `${number(visible)}${beside}`;
  return [
    `dead letters: ${count} in ${printable(name)}`,
    ...(maxReceiveCount === undefined ? [] : [`(where they go after ${plural(maxReceiveCount, 'receive')})`]),
  ];
}

/** How the queue grows or shrinks; nothing before the second look. */
function backlogLines(queue: QueueStatus, { sinceLast, sinceStart }: Changes): string[] {
  if (sinceLast?.backlog === undefined || sinceStart?.backlog === undefined) return [];
  const backlog = backlogOf({ queue }) ?? 0;
  const left =
    sinceStart.backlog < 0 && backlog > 0
      ? [`empty in ${seconds(backlog / -sinceStart.backlog)}, at the pace since the start`]
      : [];
  const dead = sinceStart.deadLetters
    ? [`dead letters ${signed(sinceStart.deadLetters)} since the start`]
    : [];
  return [
    `backlog ${signed(sinceLast.backlog)}, ${signed(sinceStart.backlog)} since the start`,
    ...left,
    ...dead,
  ];
}

function clusterLines(cluster: ClusterStatus, screen: Screen): string[] {
  const { nodes, distribution, version, name, health, disk, problems } = cluster;
  const lines = nodes.map(printable);
  if (distribution) {
    const product = [distributions[distribution], version].filter(Boolean).join(' ');
    lines.push(printable(name === undefined ? product : `${product}, ${name}`));
  }
  if (health) {
    const { status, dataNodes, unassignedShards } = health;
    const tone = status === 'green' ? 'good' : status === 'yellow' ? 'warn' : 'bad';
    const unassigned = unassignedShards > 0 ? `, ${plural(unassignedShards, 'shard')} unassigned` : '';
    lines.push(
      `${screen.paint(tone, printable(status))}, ${plural(health.nodes, 'node')} (${number(dataNodes)} with data)${unassigned}`,
    );
  }
  if (disk) {
    const { node, percent } = disk.fullest;
    const fullest = `; fullest: ${printable(node)}, ${percent}%`;
    lines.push(`disk ${bytes(disk.used)} of ${bytes(disk.total)} used${fullest}`);
  }
  return row(screen, 'cluster', [...lines, ...troubles(problems, screen)]);
}

function pipelineLines(pipeline: PipelineStatus, changes: Changes, screen: Screen): string[] {
  const { name, pattern, indices, closed, red, documents, newest, lag = 0, lastMinutes } = pipeline;
  const lines: string[] = [];
  if (indices !== undefined) {
    const beside = [closed && `${number(closed)} closed`, red && `${number(red)} red`].filter(Boolean);
    const some = beside.length > 0 ? ` (${beside.join(', ')})` : '';
    lines.push(`${number(indices)} ${indices === 1 ? 'index' : 'indices'} of ${printable(pattern)}${some}`);
    lines.push(`${plural(documents ?? 0, 'document')}, ${bytes(pipeline.bytes ?? 0)} on disk`);
  } else lines.push(printable(pattern));
  if (newest !== undefined) lines.push(`newest ${new Date(newest).toISOString()}, ${lagText(lag)}`);
  else if (lastMinutes) lines.push('newest: there is no document');
  if (lastMinutes) {
    for (const minutes of [5, 60] as const) {
      const documents = lastMinutes[minutes];
      const pace = rate(documents / (minutes * 60));
      lines.push(`last ${minutes} min by @timestamp: ${plural(documents, 'document')} (${pace})`);
    }
  }
  const last = changes.sinceLast?.documents[name];
  const start = changes.sinceStart?.documents[name];
  if (last !== undefined && start !== undefined)
    lines.push(`new: ${rate(last)}, ${rate(start)} since the start`);
  return row(screen, printable(name), lines);
}

/** `35 s behind now` */
export function lagText(lag: number): string {
  return lag < 0 ? `${seconds(-lag)} in the future` : `${seconds(lag)} behind now`;
}

function troubles(problems: QueueStatus['problems'], screen: Screen): string[] {
  return problems.flatMap(({ code, message, hint }) =>
    problemLines(screen, { code, message: printable(message), hint }).map((line) =>
      screen.paint('bad', line),
    ),
  );
}

function rate(value: number): string {
  return `${value < 10 ? Math.round(value * 10) / 10 : number(value)}/s`;
}

function signed(value: number): string {
  return `${value > 0 ? '+' : value < 0 ? '-' : ''}${rate(Math.abs(value))}`;
}
