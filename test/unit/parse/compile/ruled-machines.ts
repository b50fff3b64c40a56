import { vpcFlow } from '../../../../src/formats/vpc-flow.ts';
import { flowTuples } from '../../../../src/formats/vpc-flow-derived.ts';
import { vpcFlowEcs } from '../../../../src/formats/vpc-flow-ecs.ts';
import { flowNames } from '../../../../src/formats/vpc-flow-names.ts';
import type {
  ColumnsDefinition,
  Part,
  Rule,
  TokensDefinition,
  TokensFormat,
} from '../../../../src/parse/definition.ts';
import { defaultLines, recordOf } from '../../../helpers/flow-records.ts';

const ecs = {
  ...vpcFlowEcs.definition,
  ...(vpcFlowEcs.rules && { rules: vpcFlowEcs.rules }),
} as ColumnsDefinition;
const tables = Object.fromEntries(flowNames.map(({ target, names }) => [target, names]));
const before: Part = { kind: 'before-last', mark: ':' };
const behind: Part = { kind: 'behind-last', mark: ':' };

/** Every kind of rule, alternatives, objects that can be empty, at the beginning and at the end of others. */
const flowRules: readonly Rule[] = [
  { kind: 'value', to: 'a.b.c', from: 'x', as: 'text' },
  { kind: 'value', to: 'a.b.d', from: 'action', as: 'lower' },
  { kind: 'time', to: '@timestamp', from: ['start', 'end'], format: 'seconds' },
  { kind: 'constant', to: 'event.kind', value: 'event' },
  { kind: 'constant', to: 'event.category', value: ['network', 'é"\\\u0001'] },
  { kind: 'time', to: 'event.start', from: ['start'], format: 'seconds' },
  { kind: 'time', to: 'event.end', from: ['end'], format: 'seconds' },
  {
    kind: 'lookup',
    to: 'event.outcome',
    from: 'log-status',
    table: { OK: 'success', NODATA: ['no', 'data'], é: 'e' },
  },
  { kind: 'constant', to: 'event.outcome', value: 'unknown' },
  { kind: 'value', to: 'source.ip', from: 'pkt-srcaddr', as: 'text' },
  { kind: 'value', to: 'source.ip', from: 'srcaddr', as: 'text' },
  { kind: 'value', to: 'source.bytes', from: 'bytes', as: 'integer' },
  { kind: 'value', to: 'source.ratio', from: 'packets', as: 'decimal' },
  { kind: 'place', to: 'source', from: ['pkt-srcaddr', 'srcaddr'], names: 'ecs', failureTag: 'src "no"' },
  { kind: 'place', to: 'destination', from: ['pkt-dstaddr'], names: 'ecs' },
  { kind: 'lookup', to: 'network.transport', from: 'protocol', table: tables.protocol_name ?? {} },
  { kind: 'value', to: 'network.transport', from: 'protocol', as: 'text' },
  { kind: 'lookup', to: 'flags', from: 'tcp-flags', table: tables.tcp_flag_names ?? {} },
  { kind: 'constant', to: 'cloud.provider', value: 'aws', when: 'account-id' },
  { kind: 'value', to: 'cloud.account.id', from: 'account-id', as: 'text' },
  { kind: 'list', to: 'related.ip', from: ['srcaddr', 'dstaddr', 'pkt-srcaddr', 'pkt-dstaddr', 'srcaddr'] },
  { kind: 'object', to: 'aws.s3' },
  { kind: 'rest', to: 'aws.vpcflow' },
  { kind: 'derived', to: 'derived.type', what: 'ip-version', from: [['pkt-srcaddr'], ['srcaddr'], ['x']] },
  { kind: 'derived', to: 'derived.direction', what: 'direction', from: [['pkt-srcaddr', 'pkt-dstaddr']] },
  { kind: 'derived', to: 'derived.direction', what: 'direction', from: [['srcaddr', 'dstaddr']] },
  { kind: 'value', to: 'derived.direction', from: 'x', as: 'text' },
  { kind: 'derived', to: 'derived.id', what: 'community-id', from: flowTuples },
  { kind: 'object', to: 'again.x' },
];

const oneTime: Rule = { kind: 'time', to: '@timestamp', from: ['start'], format: 'seconds' };
const articlePlaces: readonly Rule[] = [
  { kind: 'place', to: 'deep.geo', from: ['pkt-srcaddr'], names: 'article', failureTag: 'none' },
  oneTime,
  { kind: 'place', to: 'geo', from: ['pkt-dstaddr', 'pkt-srcaddr'], names: 'article' },
];

type RuledColumns = [string, Partial<ColumnsDefinition>, string];

/** Changes to the definition of flow logs, and a header line. */
export const ruledColumns: readonly RuledColumns[] = [
  [
    'rules',
    { rules: flowRules },
    'start end log-status srcaddr dstaddr pkt-srcaddr pkt-dstaddr bytes packets protocol srcport dstport x',
  ],
  [
    'rules, other fields',
    { rules: flowRules },
    'action x end tcp-flags account-id pkt-srcaddr az-id q1 protocol',
  ],
  ['rules, one field', { rules: flowRules }, 'end'],
  [
    'rules, places of both kinds',
    { rules: [...articlePlaces, ...flowRules.slice(13, 14)] },
    'start pkt-srcaddr srcaddr',
  ],
  ['rules, places of the article', { rules: articlePlaces }, 'pkt-dstaddr start pkt-srcaddr x'],
  [
    'rules, no header line',
    { rules: flowRules },
    '2 123456789010 eni-1 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK',
  ],
  [
    'rules, a name like a place',
    { rules: [oneTime, { kind: 'value', to: 'x.7', from: 'x', as: 'text' }] },
    'x start',
  ],
  [
    'rules, tabs',
    { rules: flowRules, format: { ...vpcFlow.format, separator: '\t' } },
    'x\tstart\tbytes\tpkt-srcaddr',
  ],
  ...[2, 5, 11].map((version): RuledColumns => [`ECS ${version}`, ecs, recordOf(version).header]),
  ['ECS, no header line', ecs, defaultLines[0] ?? ''],
];

export const tokenFields = [
  'kind',
  'iso',
  'client',
  'target',
  'took',
  'code',
  'request',
  'agent',
  'clf',
  'address',
  'last',
];

const tokenFormat: TokensFormat = {
  separator: ' ',
  quoted: true,
  absent: '-',
  fields: tokenFields,
  least: 5,
  directives: false,
};

const tokenRules: readonly Rule[] = [
  { kind: 'time', to: '@timestamp', from: ['iso'], format: 'iso' },
  { kind: 'time', to: 'event.end', from: ['clf'], format: 'clf' },
  {
    kind: 'lookup',
    to: 'event.outcome',
    from: 'code',
    table: { 200: 'success', 404: 'failure', 99999: ['é'] },
  },
  { kind: 'value', to: 'source.ip', from: 'client', as: 'text', part: before },
  { kind: 'value', to: 'source.port', from: 'client', as: 'integer', part: behind },
  {
    kind: 'place',
    to: 'source',
    from: ['client', 'address'],
    part: before,
    names: 'ecs',
    failureTag: 'lost',
  },
  { kind: 'list', to: 'related.ip', from: ['client', 'target'], part: before },
  { kind: 'value', to: 'took', from: 'took', as: 'decimal' },
  { kind: 'value', to: 'code', from: 'code', as: 'integer' },
  {
    kind: 'lookup',
    to: 'http.kind',
    from: 'request',
    part: { kind: 'word', number: 0 },
    table: { GET: 'get', 'a b': 'x' },
  },
  { kind: 'value', to: 'http.method', from: 'request', as: 'lower', part: { kind: 'word', number: 0 } },
  { kind: 'value', to: 'http.version', from: 'request', as: 'text', part: { kind: 'word', number: 2 } },
  { kind: 'value', to: 'http.url', from: 'request', as: 'text', part: { kind: 'word', number: 1 } },
  { kind: 'value', to: 'agent', from: 'agent', as: 'text' },
  { kind: 'rest', to: 'rest' },
];

const clock: readonly Rule[] = [
  { kind: 'time', to: '@timestamp', from: ['address', 'last'], format: 'date-and-time' },
  { kind: 'time', to: '@timestamp', from: ['iso'], format: 'iso' },
  { kind: 'time', to: '@timestamp', from: ['code', 'took'], format: 'milliseconds' },
  { kind: 'time', to: 'event.end', from: ['clf'], format: 'clf' },
  { kind: 'value', to: 'x', from: 'agent', as: 'text', part: { kind: 'before-last', mark: ' ' } },
  { kind: 'value', to: 'x', from: 'request', as: 'text' },
  { kind: 'list', to: 'none', from: ['nothing'] },
];

const base: TokensDefinition = {
  kind: 'tokens',
  name: 'tokens',
  version: 1,
  claims: '',
  format: tokenFormat,
  rules: tokenRules,
  index: 'tokens-{yyyy}-{MM}-{dd}',
  id: 'content',
};
const format = (changes: Partial<TokensFormat>) => ({ format: { ...tokenFormat, ...changes } });
const plain = { quoted: false, directives: true };

export const tokenMachines: readonly [string, TokensDefinition][] = [
  ['tokens', base],
  ['tokens, all of them', { ...base, ...format({ least: 11 }) }],
  ['tokens, one is enough', { ...base, ...format({ least: 0 }), rules: tokenRules.slice(0, 3) }],
  ['tokens, times', { ...base, rules: clock }],
  ['tokens, directives', { ...base, ...format({ directives: true }) }],
  ['tokens, a line of names', { ...base, ...format({ heading: '#Fields: ' }) }],
  ['tokens, commas', { ...base, ...format({ separator: ',' }) }],
  ['words', { ...base, ...format(plain) }],
  ['words, tabs', { ...base, ...format({ ...plain, separator: '\t' }), rules: clock }],
  ['words, no rest', { ...base, ...format({ ...plain, separator: '\t' }), rules: tokenRules.slice(0, -1) }],
  ['tokens, absent by two words', { ...base, ...format({ absent: 'a b' }) }],
  ['tokens, tabs', { ...base, ...format({ separator: '\t' }) }],
];
