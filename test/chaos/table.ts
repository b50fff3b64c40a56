import type { ChaosResult } from './chaos.ts';
import { faultNames } from './faults.ts';
import type { Scenario } from './scenarios.ts';

/** A run, and how it went: a result, or why there is none. */
export interface Row {
  readonly cluster: string;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly result: ChaosResult | Error;
}

const head = [
  'cluster',
  'faults',
  'objects',
  'docs',
  'kills',
  'holding',
  'injected',
  'duplicates',
  'seconds',
];

export function isExact({ result }: Row): boolean {
  return !(result instanceof Error) && result.errors.length === 0;
}

/** Figures of all runs, as Markdown; and below it how often each fault was injected. */
export function tableOf(rows: readonly Row[]): string {
  const lines = [[...head, 'seed', 'exact'], Array(head.length + 2).fill('---'), ...rows.map(cells)];
  const totals = faultNames.map((fault) => {
    const times = rows.reduce(
      (sum, { result }) => sum + (result instanceof Error ? 0 : (result.injected.get(fault) ?? 0)),
      0,
    );
    return `${fault} ${times}`;
  });
  return `${lines.map((line) => `| ${line.join(' | ')} |`).join('\n')}\n\nInjected: ${totals.join(', ')}\n`;
}

function cells({ cluster, scenario, seed, result }: Row): (string | number)[] {
  const objects = scenario.kind === 'chaos' ? scenario.objects : '';
  const figures =
    result instanceof Error
      ? ['', '', '', '', '', '']
      : [
          result.documents,
          result.kills,
          `${result.killsHolding} (${result.messagesHeld} messages)`,
          [...result.injected.values()].reduce((sum, times) => sum + times, 0),
          result.duplicates,
          result.seconds.toFixed(0),
        ];
  const exact =
    result instanceof Error ? result.message.split('\n', 1)[0] : result.errors.join('; ') || 'yes';
  return [cluster, scenario.name, objects, ...figures, seed, exact ?? ''];
}
