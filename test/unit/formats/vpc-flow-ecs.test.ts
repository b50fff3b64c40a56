import { describe, expect, it } from 'vitest';
import { definitions } from '../../../src/app/pipelines.ts';
import { templateSourceOf } from '../../../src/app/template/sources.ts';
import { vpcFlowEcs } from '../../../src/formats/vpc-flow-ecs.ts';
import { flowFields } from '../../../src/formats/vpc-flow-fields.ts';
import type { ColumnsDefinition } from '../../../src/parse/definition.ts';
import type { EnrichmentName } from '../../../src/parse/enrichments.ts';
import { geoLookup } from '../../../src/parse/geo.ts';
import { loadNames } from '../../../src/parse/geo-names.ts';
import { checkMmdb } from '../../../src/parse/mmdb/database.ts';
import { integrationFields, pathsOf, typesOf } from '../../helpers/ecs-facts.ts';
import { defaultLines, flowRecords, recordOf, shuffled } from '../../helpers/flow-records.ts';
import { geoOf } from '../../helpers/geo.ts';
import { asnMmdb, cityMmdb } from '../../helpers/mmdb-samples.ts';
import { expectSame } from '../parse/compile/expect-same.ts';
import { twins } from '../parse/compile/machines.ts';
import { sharedOf } from '../parse/mmdb/kit.ts';
import { block, documents, headerOf, now, object, options, run } from '../parse/support.ts';

const definition = vpcFlowEcs.definition as ColumnsDefinition;
const geo = geoOf((address) =>
  address === '52.95.128.179'
    ? {
        ...{ city_name: 'Sydney', region_code: 'NSW', region_name: 'New South Wales', country_code2: 'AU' },
        ...{
          country_code3: 'AUS',
          country_name: 'Australia',
          continent_code: 'OC',
          timezone: 'Australia/Sydney',
        },
        ...{ latitude: -33.8, longitude: 151.2, location: { lat: -33.8, lon: 151.2 } },
      }
    : undefined,
);
const ecs = (header: string, lines: readonly string[]) => run(header, lines, { definition, geo });
const defaultHeader = recordOf(2).header;
const template = typesOf(templateSourceOf({ pipeline: 'vpcflowlogs', schema: 'ecs' }).mappings.properties);

const constants = {
  ecs: { version: '8.11.0' },
  data_stream: { type: 'logs', dataset: 'aws.vpcflow', namespace: 'logflow' },
};
const event = { module: 'aws', dataset: 'aws.vpcflow', kind: 'event', category: ['network'] };
const behind = (message: string) => ({ type: 'vpcflowlogs', tags: ['vpcflowlogs'], message });

describe('flow logs in ECS', () => {
  it("the first record of AWS's page, whole", () => {
    const [line = ''] = defaultLines;
    expect(documents(ecs(defaultHeader, [line]))).toEqual([
      {
        '@timestamp': '2014-12-14T04:07:50.000Z',
        ...constants,
        event: {
          ...event,
          ...{ type: ['connection', 'allowed'], action: 'ACCEPT', outcome: 'success' },
          ...{ start: '2014-12-14T04:06:50.000Z', end: '2014-12-14T04:07:50.000Z' },
        },
        cloud: { provider: 'aws', account: { id: '123456789010' } },
        source: { address: '172.31.16.139', ip: '172.31.16.139', port: 20641, bytes: 4249, packets: 20 },
        destination: { address: '172.31.16.21', ip: '172.31.16.21', port: 22 },
        network: { bytes: 4249, packets: 20, iana_number: '6', transport: 'tcp', type: 'ipv4' },
        related: { ip: ['172.31.16.139', '172.31.16.21'] },
        aws: {
          vpcflow: {
            ...{ version: '2', account_id: '123456789010', interface_id: 'eni-1235b8ca123456789' },
            ...{ action: 'ACCEPT', log_status: 'OK' },
          },
        },
        ...behind(line),
      },
    ]);
  });

  it('a record of version 5: where it was, what it was, which way it went', () => {
    const { header, lines } = flowRecords.find(({ version }) => version === 5) ?? recordOf(5);
    expect(documents(ecs(header, lines))[0]).toMatchObject({
      cloud: {
        region: 'ap-southeast-2',
        availability_zone: 'apse2-az3',
        instance: { id: 'i-0c50d5961bcb2d47b' },
      },
      source: {
        port: 80,
        geo: {
          ...{ city_name: 'Sydney', region_iso_code: 'AU-NSW', region_name: 'New South Wales' },
          ...{
            country_iso_code: 'AU',
            country_name: 'Australia',
            continent_code: 'OC',
            continent_name: 'Oceania',
          },
          ...{ timezone: 'Australia/Sydney', location: { lat: -33.8, lon: 151.2 } },
        },
      },
      destination: { port: 34210, ip: '10.0.0.71' },
      network: { type: 'ipv4', direction: 'ingress', transport: 'tcp' },
      aws: { vpcflow: { pkt_src_service: 'S3', tcp_flags: '19', tcp_flags_array: ['fin', 'syn', 'ack'] } },
    });
    expect(documents(ecs(header, lines))[0]).not.toHaveProperty('aws.vpcflow.sublocation');
    expect(documents(ecs(header, lines))[0]).not.toHaveProperty('destination.geo');
  });

  it.each(flowRecords.map((records) => [records.version, records] as const))(
    'version %i: as many documents as in the article, all below names that the template has',
    (_, { header, lines }) => {
      const chunk = ecs(header, lines);
      const plain = run(header, lines);
      expect(chunk).toMatchObject({ docs: plain.docs, read: plain.read, malformed: 0 });
      expect(chunk.filtered).toEqual(plain.filtered);
      for (const document of documents(chunk)) {
        const unknown = pathsOf(document, ['location']).filter((path) => template[path] === undefined);
        expect(unknown).toEqual([]);
      }
    },
  );

  it.each([5, 11])('version %i: the order of the columns changes nothing but the message', (version) => {
    const records = flowRecords.find((one) => one.version === version) ?? recordOf(version);
    const turned = shuffled(records);
    expect(turned.header).not.toBe(records.header);
    const [natural, other] = [records, turned].map(({ header, lines }) =>
      documents(ecs(header, lines)).map((document) => ({ ...document, message: '' })),
    );
    expect(other).toEqual(natural);
  });

  it('has a place for every field of version 11', () => {
    const { header, lines } = recordOf(11);
    const chunk = ecs(header, lines);
    const text = Buffer.from(chunk.body).toString();
    const own = lines[0]?.split(' ').filter((value) => value.endsWith('.x')) ?? [];
    expect(own.length).toBeGreaterThan(40);
    const lost = own.filter((value) => !text.includes(`:"${value}"`));
    expect(lost).toEqual([]);
    expect(text).toContain('"bytes":9007199254740993,"packets":14}');
    expect(documents(chunk)[0]).toMatchObject({
      event: { type: ['connection', 'allowed'], reason: 'reject-reason.x' },
      orchestrator: {
        cluster: { id: 'ecs-cluster-arn.x', name: 'ecs-cluster-name.x' },
        resource: { id: 'ecs-container-instance-id.x', name: 'ecs-container-instance-arn.x' },
      },
      service: { name: 'ecs-service-name.x' },
      source: { geo: { city_name: 'Sydney' } },
      network: { type: 'ipv6' },
      related: { ip: ['52.95.128.179', '2600:1f14::5', '2001:db8::1'] },
      aws: { vpcflow: { tgw_id: 'tgw-id.x', packets_lost_blackhole: 0, ecs_task_id: 'ecs-task-id.x' } },
    });
  });

  it('a transit gateway has no action: a connection, without an outcome', () => {
    const names = recordOf(6)
      .header.split(' ')
      .filter((name) => name !== 'action');
    const { header, lines } = recordOf(6, names);
    expect(documents(ecs(header, lines))[0]?.event).toEqual({
      ...event,
      type: ['connection'],
      ...{ start: '2021-03-26T03:28:12.000Z', end: '2021-03-26T03:29:09.000Z' },
    });
  });

  it('an absent value in every field leaves it out, and the start is the time where no end is', () => {
    const names = flowFields.filter((name) => !['start', 'log-status'].includes(name));
    const line = `1616729292 OK ${names.map(() => '-').join(' ')}`;
    expect(documents(ecs(['start', 'log-status', ...names].join(' '), [line]))).toEqual([
      {
        '@timestamp': '2021-03-26T03:28:12.000Z',
        ...constants,
        event: { ...event, type: ['connection'], start: '2021-03-26T03:28:12.000Z' },
        cloud: { provider: 'aws' },
        aws: { vpcflow: { log_status: 'OK' } },
        ...behind(line),
      },
    ]);
  });

  it('a name that nobody has documented goes below aws.vpcflow, never over one that has its place', () => {
    const header = 'start log-status tcp-flags new-in-v12 tcp-flags-array sublocation sublocation-id';
    const [document] = documents(ecs(header, ['1616729292 OK 2 x y z wl-1']));
    expect(document?.aws).toEqual({
      vpcflow: {
        ...{ log_status: 'OK', tcp_flags: '2', tcp_flags_array: ['syn'], new_in_v12: 'x' },
        sublocation: { id: 'wl-1' },
      },
    });
  });

  it.each([
    ['srcport', 'https'],
    ['dstport', '007'],
    ['bytes', '1.5'],
    ['packets', '9223372036854775808'],
    ['packets-lost-no-route', '-1'],
    ['end', '99999999999'],
  ])('is malformed where %s is %s (R3)', (name, value) => {
    expect(ecs(`start log-status ${name}`, [`1616729292 OK ${value}`])).toMatchObject({
      docs: 0,
      malformed: 1,
    });
  });

  it('lines without a header line are read by the same layouts', () => {
    const chunk = run(defaultHeader, [], { definition });
    expect(chunk.docs).toBe(0);
    const without = documents(
      run(defaultLines[0] ?? '', defaultLines.slice(1), { definition, options, geo }),
    );
    expect(without.map(({ source }) => source)).toEqual(
      documents(ecs(defaultHeader, defaultLines)).map(({ source }) => source),
    );
  });
});

/** Documents of a run with these settings, by both twins, which say the same; with databases of places and of networks. */
async function enriched(enrich: readonly EnrichmentName[], header: string, lines: readonly string[]) {
  const settings = { 'data-stream': false, schema: 'ecs', pipelines: ['vpcflowlogs'], enrich } as const;
  const [asked] = definitions(settings as never) as ColumnsDefinition[];
  if (asked === undefined) throw new Error('no such pipeline');
  const databases = [cityMmdb(), asnMmdb()].map((file) => checkMmdb(sharedOf(file)));
  const places = geoLookup({ lite: undefined, databases, names: await loadNames() });
  const one = { name: header, definition: asked, header: headerOf(header, asked), object };
  const { plain, fast } = twins(
    { ...one, options: { ...options, origin: true } },
    { geo: places, now: () => now },
  );
  const text = [header, ...lines, ''].join('\n');
  const chunk = fast(block(text));
  expectSame(plain(block(text)), chunk);
  expect(chunk.malformed).toBe(0);
  return documents(chunk) as Record<string, Record<string, unknown>>[];
}

describe('with enrichment', () => {
  const five = flowRecords.find(({ version }) => version === 5) ?? recordOf(5);

  it('says the network, the place, the direction, the Community ID and the object', async () => {
    const [ingress, egress] = await enriched(['direction', 'community-id'], five.header, five.lines);
    expect(ingress).toMatchObject({
      source: {
        as: { number: 16_509, organization: { name: 'AMAZON-02' } },
        geo: { city_name: 'Boardman', postal_code: '97818', region_iso_code: 'US-OR' },
      },
      network: { direction: 'inbound', community_id: '1:b331cOeX1JF5o9HeF19CO0WYIbw=', type: 'ipv4' },
      aws: {
        vpcflow: { flow_direction: 'ingress' },
        s3: { bucket: { name: 'logs' }, object: { key: 'AWSLogs/x.log.gz' } },
      },
    });
    expect(egress).toMatchObject({
      network: { direction: 'outbound', community_id: '1:b331cOeX1JF5o9HeF19CO0WYIbw=' },
    });
    for (const document of [ingress ?? {}, egress ?? {}]) {
      expect(pathsOf(document, ['location']).filter((path) => template[path] === undefined)).toEqual([]);
    }
  });

  it('is not there for whoever does not ask; then AWS says the direction', async () => {
    const [ingress] = await enriched([], five.header, five.lines);
    expect(ingress?.network).toMatchObject({ direction: 'ingress' });
    expect(ingress?.network).not.toHaveProperty('community_id');
    expect(ingress?.aws?.vpcflow).not.toHaveProperty('flow_direction');
  });

  it('leaves the direction to AWS where an address is absent', async () => {
    const header = 'start srcaddr dstaddr flow-direction';
    const [document] = await enriched(['direction'], header, ['1616729292 - 10.0.0.1 egress']);
    expect(document?.network).toEqual({ direction: 'egress' });
  });

  it.each(['1.2.3.4 ipv4', '2600:1f14::5 ipv6'])('tells the type by the address: %s', async (pair) => {
    const [address = '', type] = pair.split(' ');
    const [document] = await enriched([], 'start type srcaddr', [`1616729292 EFA ${address}`]);
    expect(document?.network).toEqual({ type });
  });
});

describe('its template and its index', () => {
  it("has every field of Elastic's integration, with its type", () => {
    const ours = Object.keys(integrationFields).map((path) => [path, template[path]]);
    expect(ours).toEqual(Object.entries(integrationFields));
  });

  it.each([
    [{}, 'logs-aws.vpcflow-logflow-{yyyy}.{MM}.{dd}'],
    [{ 'data-stream': true }, 'logs-aws.vpcflow-logflow'],
    [{ index: 'flows-{yyyy}' }, 'flows-{yyyy}'],
  ])('%j: %s', (settings, index) => {
    const [first] = definitions({
      'data-stream': false,
      schema: 'ecs',
      pipelines: ['vpcflowlogs'],
      ...settings,
    } as never);
    expect(first?.index).toBe(index);
  });
});
