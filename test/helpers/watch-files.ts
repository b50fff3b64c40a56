import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const read = (path: string) => readFileSync(new URL(`../../deploy/${path}`, import.meta.url), 'utf8');

/** An expression of a panel or an alarm, as Prometheus gets it. */
export interface Watched {
  readonly from: string;
  readonly expr: string;
}

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: unknown }[] };
}

interface Alarm {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export const dashboard = JSON.parse(read('grafana/logflow.json')) as Dashboard;

export const alarms = (
  parse(read('prometheus/alarms.yaml')) as { groups: readonly { rules: readonly Alarm[] }[] }
).groups.flatMap(({ rules }) => rules);

/** Grafana's own variables in the place of a range; those of the dashboard stand inside of strings. */
const withRanges = (expr: string) => expr.replaceAll(/\$__(?:rate_interval|range)/g, '5m');

/** `label_values(SELECTOR, label)` asks for a selector. */
const variables = dashboard.templating.list.flatMap(({ name, query }) => {
  const asked = (query as { query?: string }).query?.match(/^label_values\((.*), \w+\)$/)?.[1];
  return asked === undefined ? [] : [{ from: `variable ${name}`, expr: asked }];
});

const panels = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => ({ from: `panel ${title}`, expr: withRanges(expr) })),
);

/** All of the dashboard and of the alarms. */
export const watched: readonly Watched[] = [
  ...variables,
  ...panels,
  ...alarms.map(({ alert, expr }) => ({ from: `alarm ${alert}`, expr })),
];
