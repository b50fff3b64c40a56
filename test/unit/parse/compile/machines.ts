import { vpcFlow } from '../../../../src/formats/vpc-flow.ts';
import { flowDerived } from '../../../../src/formats/vpc-flow-derived.ts';
import { flowNames } from '../../../../src/formats/vpc-flow-names.ts';
import { compile } from '../../../../src/parse/compile/compile.ts';
import type { ObjectContext } from '../../../../src/parse/context.ts';
import type {
  ColumnsDefinition,
  IdKind,
  PipelineOptions,
  TokensDefinition,
} from '../../../../src/parse/definition.ts';
import { type Header, noHeader } from '../../../../src/parse/header.ts';
import { interpret } from '../../../../src/parse/interpret.ts';
import { articleHeader, headerOf, now, object, options, withProperties } from '../support.ts';
import { Dice } from './hostile.ts';
import { hashedPlaces } from './places.ts';
import { ruledColumns, tokenMachines } from './ruled-machines.ts';

/** A definition, a header and options, what one function is generated from; and an object. */
export interface Machine<Definition = ColumnsDefinition | TokensDefinition> {
  readonly name: string;
  readonly definition: Definition;
  readonly header: Header;
  readonly options: PipelineOptions;
  readonly object: ObjectContext;
}

const versionTwo =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
const unknownNames = [
  'x',
  'az-id',
  'sublocation-type',
  'pkt-src-aws-service',
  'tojson',
  'q1',
  'a'.repeat(64),
];
const zones = ['UTC', 'Asia/Tokyo', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Apia', 'America/Sao_Paulo'];
const ids: IdKind[] = ['content', 'logstash', 'position', 'none'];

/** Definitions that are not vpc-flow's, and headers for them. */
const others: readonly [string, Partial<ColumnsDefinition>, string][] = [
  ['commas', { format: { ...vpcFlow.format, separator: ',' } }, 'start,bytes,x,pkt-srcaddr,log-status,end'],
  ['tabs', { format: { ...vpcFlow.format, separator: '\t' } }, 'start\tx\tlog-status\tbytes\tpkt-srcaddr'],
  ['bars', { format: { ...vpcFlow.format, separator: '|' } }, 'x|start|packets'],
  ['quotes', { format: { ...vpcFlow.format, separator: '"' } }, 'x"start"packets'],
  ['digits', { format: { ...vpcFlow.format, separator: '7' } }, 'x7start7packets'],
  ['hyphens', { format: { ...vpcFlow.format, separator: '-' } }, 'x-start-packets'],
  ['absent by nothing', { format: { ...vpcFlow.format, absent: '' } }, 'x start packets pkt-dstaddr'],
  ['absent by 0', { format: { ...vpcFlow.format, absent: '0' } }, 'packets x start end bytes pkt-dstaddr'],
  [
    'absent by N/A',
    { format: { ...vpcFlow.format, absent: 'N/A' } },
    'packets x start end bytes pkt-srcaddr',
  ],
  ['absent by é', { format: { ...vpcFlow.format, absent: 'é' } }, 'packets x start end bytes pkt-srcaddr'],
  ['keeps NODATA', { keep: { field: 'log-status', equals: 'NODATA' } }, 'start log-status x'],
  ['keeps what is absent', { keep: { field: 'log-status', equals: '-' } }, 'start log-status x'],
  ['keeps an accent', { keep: { field: 'x', equals: 'é' } }, 'start x'],
  ['keeps by a number', { keep: { field: 'bytes', equals: '5' } }, 'start bytes'],
  ['drops a number', { drop: ['bytes', 'pkt-srcaddr'] }, 'bytes start pkt-srcaddr x'],
  ['writes its times', { drop: [], numbers: ['start', 'bytes'] }, 'end start bytes'],
  [
    'numbers everywhere',
    { numbers: ['x', 'count1', 'type2', 'pkt-srcaddr'] },
    'x start count1 type pkt-srcaddr',
  ],
  ['odd names', { name: 'é"\\😀', index: 'ü-{yyyy}"{dd}{dd}', rename: { x: 'ä"\n' } }, 'start x'],
  ['one index', { index: 'all' }, 'start x'],
  ['a name twice', { rename: { x: 'bytes' } }, 'start bytes x'.replace(' x', ' q1')],
  ['a name like a place', { rename: { x: '7' } }, 'start q1 x'],
  [
    'one place twice',
    { geo: [...vpcFlow.geo, { field: 'pkt-srcaddr', target: 'again', failureTag: 'no' }] },
    'start pkt-srcaddr',
  ],
];

const defaultLine =
  '2 123456789010 eni-1 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK';
/** First lines of objects without a header line: AWS's defaults, and one that CloudWatch Logs exported. */
const headerlessLines = [
  defaultLine,
  `2014-12-14T04:06:50.000Z ${defaultLine}`,
  `6 TransitGateway ${'- '.repeat(22)}1418530010 OK IPv4${' -'.repeat(9)}`,
];

function variants(dice: Dice): PipelineOptions {
  return {
    ...options,
    timezone: dice.of(zones),
    opType: dice.of(['create', 'index']),
    origin: dice.below(2) === 0,
    maxIndices: dice.of([1, 2, 3, 100]),
    maxLineBytes: dice.of([200, 1024 * 1024, 1024 * 1024]),
    earliest: dice.of([options.earliest, options.earliest, 0, -5]),
    maxFuture: dice.of([options.maxFuture, options.maxFuture, Number.MAX_SAFE_INTEGER]),
  };
}

function randomHeader(dice: Dice): string {
  const names = [...articleHeader.split(' '), ...unknownNames];
  const chosen = names.filter(() => dice.below(5) < 2);
  const withTime = [...new Set([...chosen, dice.of(['start', 'end'])])];
  const keys = new Map(withTime.map((name) => [name, dice.below(1_000_000)]));
  return withTime.sort((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0)).join(' ');
}

function machine(
  line: string,
  changes: Partial<ColumnsDefinition>,
  dice: Dice,
  name = line,
): Machine<ColumnsDefinition> {
  const names = flowNames.filter(() => dice.below(2) === 0);
  const derived = flowDerived.filter(() => dice.below(2) === 0);
  const definition = { ...vpcFlow, id: dice.of(ids), names, derived, ...changes };
  const about = dice.of([object, withProperties, { ...object, hasRows: true }]);
  return { name, definition, header: headerOf(line, definition), options: variants(dice), object: about };
}

/** About 100 of them, about 70 headers: as many functions as are generated. */
export function columnMachines(): Machine<ColumnsDefinition>[] {
  const dice = new Dice(4);
  const usual = [
    articleHeader,
    articleHeader,
    articleHeader,
    articleHeader,
    versionTwo,
    versionTwo,
    'end',
    'start',
  ];
  return [
    ...usual.map((line, i) => machine(line, { id: ids[i % 4] as IdKind }, dice)),
    machine('2 123 ACCEPT', {}, dice, 'no header line'),
    ...headerlessLines.map((line) => machine(line, {}, dice)),
    ...dice.times(50, () => machine(randomHeader(dice), {}, dice)),
    ...[...others, ...ruledColumns].map(([name, changes, line]) => machine(line, changes, dice, name)),
  ];
}

/** Those, and lines of words with every kind of id. */
export function machines(): Machine[] {
  const dice = new Dice(5);
  const ofWords = ([name, definition]: (typeof tokenMachines)[number]): Machine[] =>
    ids.map((id) => ({
      name: `${name}, ${id}`,
      definition: { ...definition, id },
      header: noHeader,
      options: variants(dice),
      object: dice.of([object, withProperties]),
    }));
  return [...columnMachines(), ...tokenMachines.flatMap(ofWords)];
}

export const env = { geo: hashedPlaces, now: () => now };

/** The twins, each new to the object. */
export function twins({ definition, header, options: chosen, object: about }: Machine, world = env) {
  return {
    plain: interpret(definition, header, about, chosen, world),
    fast: compile(definition, header, about, chosen, world),
  };
}

/** The same of an object that is text. */
export function withoutRows<Definition>(one: Machine<Definition>): Machine<Definition> {
  return { ...one, object: { ...one.object, hasRows: false } };
}
