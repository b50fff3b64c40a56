/**
 * Prometheus's text format 0.0.4, read strictly
 * (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format). Throws with the line at the first mistake.
 */
export interface ScrapedFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly ScrapedSample[];
}

export interface ScrapedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface OpenFamily extends ScrapedFamily {
  readonly samples: ScrapedSample[];
  readonly seen: Set<string>;
}

const types = new Set(['counter', 'gauge', 'histogram', 'summary', 'untyped']);
const metricName = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const helpLine = new RegExp(`^# HELP (${metricName}) ((?:[^\\\\]|\\\\[\\\\n])+)$`);
const typeLine = new RegExp(`^# TYPE (${metricName}) (\\w+)$`);
const sampleLine = new RegExp(`^(${metricName})(?:\\{(.*)\\})? (\\S+)$`);
const labelPart = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/y;
const number = /^(?:[+-]?Inf|NaN|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)$/;
const endings: Readonly<Record<string, RegExp>> = {
  histogram: /^(?:_bucket|_sum|_count)$/,
  summary: /^(?:|_sum|_count)$/,
};

export function parseExposition(text: string): ReadonlyMap<string, ScrapedFamily> {
  const families = new Map<string, OpenFamily>();
  const wrong = (line: string, why: string) => new Error(`${why}: ${line}`);
  if (!text.endsWith('\n')) throw new Error('the last line must end with a line feed');
  let help: RegExpExecArray | undefined;
  let open: OpenFamily | undefined;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const isHelp = helpLine.exec(line);
    const isType = typeLine.exec(line);
    if (help && !isType) throw wrong(line, 'TYPE must follow HELP');
    if (isHelp) help = isHelp;
    else if (isType) {
      const [, name = '', type = ''] = isType;
      if (help?.[1] !== name) throw wrong(line, 'TYPE without its HELP');
      if (families.has(name)) throw wrong(line, 'a second time');
      if (!types.has(type)) throw wrong(line, 'no such type');
      open = { name, type, help: help[2] ?? '', samples: [], seen: new Set() };
      families.set(name, open);
      help = undefined;
    } else if (line.startsWith('#')) throw wrong(line, 'neither HELP nor TYPE');
    else addSample(line, open, wrong);
  }
  for (const family of families.values()) if (family.type === 'histogram') checkBuckets(family);
  return families;
}

function addSample(
  line: string,
  family: OpenFamily | undefined,
  wrong: (line: string, why: string) => Error,
): void {
  const [, name = '', inner, value = ''] = sampleLine.exec(line) ?? [];
  if (!name || !number.test(value)) throw wrong(line, 'no sample');
  if (!family || !name.startsWith(family.name)) throw wrong(line, 'outside of its family');
  if (!(endings[family.type] ?? /^$/).test(name.slice(family.name.length))) throw wrong(line, 'not its name');
  const labels: Record<string, string> = {};
  for (let at = 0; inner !== undefined && at < inner.length; at = labelPart.lastIndex) {
    labelPart.lastIndex = at;
    const [, label = '', text = '', after] = labelPart.exec(inner) ?? [];
    if (!label || label in labels) throw wrong(line, 'bad labels');
    if (after === ',' && labelPart.lastIndex === inner.length) throw wrong(line, 'a comma too many');
    labels[label] = text.replace(/\\(.)/g, (_, escaped) => (escaped === 'n' ? '\n' : escaped));
  }
  const key = `${name} ${JSON.stringify(Object.entries(labels).sort())}`;
  if (family.seen.has(key)) throw wrong(line, 'the same labels twice');
  family.seen.add(key);
  const parsed = Number(value.replace('Inf', 'Infinity'));
  if (family.type === 'counter' && !(parsed >= 0)) throw wrong(line, 'a counter below 0');
  family.samples.push({ name, labels, value: parsed });
}

/** Each histogram counts up to `+Inf`, which is its `_count`. */
function checkBuckets({ name, samples }: ScrapedFamily): void {
  const groups = Map.groupBy(samples, ({ labels: { le: _, ...rest } }) => JSON.stringify(rest));
  for (const [labels, group] of groups) {
    const buckets = group.filter((sample) => sample.name === `${name}_bucket`);
    const total = group.find((sample) => sample.name === `${name}_count`)?.value;
    const rising = buckets.every(({ value }, i) => value >= (buckets[i - 1]?.value ?? 0));
    if (!rising || buckets.at(-1)?.labels.le !== '+Inf' || buckets.at(-1)?.value !== total) {
      throw new Error(`${name}${labels}: bad buckets`);
    }
  }
}
