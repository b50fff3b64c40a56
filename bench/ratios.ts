import { articleFamily, families, plainFamilies } from './families.ts';
import type { PartResult, Ratio, Row } from './results.ts';

/** What the figures of one run say about each other, as far as the parts were measured. */
export function ratiosOf(parts: readonly PartResult[]): Ratio[] {
  const rows = parts.flatMap((part) => part.rows);
  const find = (what: string) => rows.find((row) => row.what === what);
  const gunzip = find('gunzip');
  const transform = find('compiled');
  const plain = find('split + stringify');
  const large = find('large objects');
  const small = find('small objects');
  const ours = find('logflow');
  const bare = find('prepared bodies');
  const server = find('its server');
  return [
    ratio('lines / CPU s, transform : interpret', speed(transform), speed(find('interpret')), '>= 6'),
    ratio('lines / CPU s, transform : split + stringify', speed(transform), speed(plain), 'large'),
    ...['names', 'direction', 'community-id', 'mmdb'].map((name) =>
      ratio(
        `lines / CPU s, with ${name} : without`,
        speed(find(`compiled + ${name}`)),
        speed(transform),
        name === 'community-id' ? 'a SHA-1 a line' : 'near 1',
      ),
    ),
    ratio('CPU of a line, transform : gunzip', cost(transform), cost(gunzip), '<= 2.0'),
    ratio('CPU of a document, process : gunzip + transform', cost(large), sum(gunzip, transform), '<= 2.0'),
    ratio(
      'docs / CPU s, process : split + stringify alone',
      speed(large),
      speed(plain),
      '>= 1.6, better 2.5',
    ),
    ratio('objects of 100 lines / CPU s', small?.objectsPerCpuSecond, 1, '>= 1,000, better 1,500'),
    ratio('s by the clock, 1,000 objects of 10 lines', find('tiny objects')?.seconds, 1, '< 10'),
    ratio('docs / s into OpenSearch, logflow : prepared bodies', ours?.perSecond, bare?.perSecond, '>= 0.95'),
    ratio("CPU, logflow : its server's", ours?.cpuSeconds, server?.cpuSeconds, 'small'),
    ratio(
      'docs / CPU s, live view : plain lines',
      speed(find('live view')),
      speed(find('plain lines')),
      '>= 0.97',
    ),
    ratio('peak MiB of one large object', find('one object')?.peakMiB, 1, '< 450'),
    ratio('peak MiB of one large Records', find('one Records')?.peakMiB, 1, '< 450'),
    ...families.flatMap((family) => familyRatios(family, find)),
    ...plainFamilies.map((family) => plainRatio(family, find)),
  ].filter((found) => found !== undefined);
}

/** Lines are longer and shorter, so that families are compared by their bytes. */
function familyRatios(family: string, find: (what: string) => Row | undefined): (Ratio | undefined)[] {
  const [fast, plain] = [find(`${family}: compiled`), find(`${family}: interpret`)];
  const article = find(`${articleFamily}: compiled`);
  const wanted = family === articleFamily ? '>= 6' : '>= 4';
  const own = ratio(`lines / CPU s, ${family}, compiled : interpret`, speed(fast), speed(plain), wanted);
  if (family === articleFamily) return [own];
  const [ours, its] = [fast?.megabytesPerCpuSecond, article?.megabytesPerCpuSecond];
  return [own, ratio(`MB / CPU s, ${family} : ${articleFamily}`, ours, its, '>= 0.5')];
}

/** What is interpreted, beside the article's lines interpreted. */
function plainRatio(family: string, find: (what: string) => Row | undefined): Ratio | undefined {
  const what = `MB / CPU s, ${family} : ${articleFamily}, both interpreted`;
  const article = find(`${articleFamily}: interpret`)?.megabytesPerCpuSecond;
  return ratio(what, find(`${family}: interpret`)?.megabytesPerCpuSecond, article, '>= 0.3');
}

function ratio(
  what: string,
  above: number | undefined,
  below: number | undefined,
  wanted: string,
): Ratio | undefined {
  return above === undefined || below === undefined ? undefined : { what, is: above / below, wanted };
}

const speed = (row: Row | undefined) => row?.perCpuSecond;
/** CPU seconds of one line or document. */
const cost = (row: Row | undefined) => (row?.perCpuSecond === undefined ? undefined : 1 / row.perCpuSecond);

function sum(a: Row | undefined, b: Row | undefined): number | undefined {
  const [first, second] = [cost(a), cost(b)];
  return first === undefined || second === undefined ? undefined : first + second;
}
