import { devNull } from 'node:os';
import { Readable, Writable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { installDashboards } from '../../../../src/app/dashboards/install.ts';
import { dashboardsOptions } from '../../../../src/app/dashboards/options.ts';
import type { Io } from '../../../../src/app/io.ts';
import { loadSettings } from '../../../../src/app/settings/load.ts';
import { answering } from '../../../helpers/answering.ts';
import {
  type DashboardsKind,
  type DashboardsServer,
  startDashboards,
} from '../../../helpers/dashboards-server.ts';

const user = { username: 'admin', password: 'secret' };
const io = {
  stdin: Readable.from([]),
  stderr: new Writable({ write: (_chunk, _encoding, done) => done() }),
  stops: { stop: new AbortController().signal },
} as unknown as Io;

async function install(url: string, flags: object = {}, settings: object = user) {
  const options = dashboardsOptions({ 'dashboards-url': url, ...flags });
  const { ok, text, json } = await installDashboards(loadSettings(settings, devNull, []), options, io);
  const { objects } = json as { objects: { id: string; state: string; differences: { field: string }[] }[] };
  return { ok, text, json, states: objects.map(({ state }) => state), objects };
}

const seven = (state: string) => Array.from({ length: 7 }, () => state);
let server: DashboardsServer;
afterEach(() => server?.[Symbol.asyncDispose]());

describe.each([
  ['opensearch-dashboards', 'visualization', 'OpenSearch Dashboards 2.19.1'],
  ['kibana-7', 'visualization', 'Kibana 7.1.1'],
  ['kibana-8', 'map', 'Kibana 8.11.0'],
] as const)('dashboards install into %s', (kind: DashboardsKind, map, name) => {
  it('writes all once; a second time it is as it should be', async () => {
    server = await startDashboards(kind);
    const look = await install(server.url, { 'dry-run': true });
    expect([look.ok, look.states, server.stored.size]).toEqual([false, seven('missing'), 0]);
    const first = await install(server.url);
    expect([first.ok, first.states]).toEqual([true, seven('created')]);
    expect(first.json).not.toHaveProperty('keptOtherwise');
    expect(first.text).toContain(`${name} at ${server.url}\n`);
    expect(first.text).toContain(
      `next: open ${server.url}/app/dashboards#/view/logflow-vpcflowlogs-dashboard\n`,
    );
    expect(server.stored.get(`/${map}:logflow-vpcflowlogs-map`)).toBeDefined();
    expect(server.requests).toContain('POST /base/api/saved_objects/_import');
    const before = server.requests.length;
    const second = await install(server.url);
    expect([second.ok, second.states]).toEqual([true, seven('as it should be')]);
    expect(second.text).toContain('all of it is as it should be\n');
    expect(server.requests.slice(before)).toEqual([
      'GET /base/api/status',
      'POST /base/api/saved_objects/_export',
    ]);
  });

  it('what differs is shown field by field and stays, until somebody says overwrite', async () => {
    server = await startDashboards(kind);
    await install(server.url);
    const key = '/visualization:logflow-vpcflowlogs-talkers';
    const old = server.stored.get(key);
    if (!old) throw new Error('not there');
    const visState = String(old.attributes.visState).replace('"srcaddr"', '"dstaddr"');
    server.stored.set(key, { ...old, attributes: { ...old.attributes, visState } });
    server.stored.delete('/visualization:logflow-vpcflowlogs-ports');
    const now = await install(server.url);
    expect([now.ok, now.states.toSorted()]).toEqual([
      false,
      [...seven('as it should be').slice(2), 'created', 'differs'],
    ]);
    expect(now.text).toContain('aggs.3.params.field: "dstaddr" -> "srcaddr"');
    expect(now.text).toContain('1 created, 1 with other content, 5 as it should be\n');
    expect(now.text).toContain('next: --overwrite replaces what differs (1 object)\n');
    expect(server.stored.get(key)?.attributes.visState).toBe(visState);
    await expect(install(server.url, { overwrite: true })).rejects.toMatchObject({
      code: 'LF_USAGE',
      exit: 2,
    });
    expect(server.stored.get(key)?.attributes.visState).toBe(visState);
    const forced = await install(server.url, { overwrite: true, yes: true });
    expect([forced.ok, forced.states.includes('overwritten')]).toEqual([true, true]);
    expect(server.requests.at(-2)).toBe('POST /base/api/saved_objects/_import?overwrite=true');
    expect((await install(server.url)).ok).toBe(true);
  });

  it('whoever is asked and says no has changed nothing', async () => {
    server = await startDashboards(kind);
    await install(server.url);
    server.stored.delete('/visualization:logflow-vpcflowlogs-ports');
    const pattern = server.stored.get('/index-pattern:logflow-vpcflowlogs');
    Object.assign(pattern?.attributes ?? {}, { timeFieldName: 'start_time' });
    let asked = '';
    const stderr = new Writable({
      write(chunk, _encoding, done) {
        asked += chunk;
        done();
      },
    });
    const person = {
      ...{ ...io, stdin: Object.assign(Readable.from(['no\n']), { isTTY: true }) },
      stderr: Object.assign(stderr, { isTTY: true }),
    } as unknown as Io;
    const before = server.requests.length;
    const options = dashboardsOptions({ 'dashboards-url': server.url, overwrite: true });
    const { ok, text } = await installDashboards(loadSettings(user, devNull, []), options, person);
    expect(ok).toBe(false);
    expect(asked).toContain(
      'overwrite   index-pattern logflow-vpcflowlogs\n            timeFieldName: "start_time" -> "@timestamp"\n',
    );
    expect(asked).toContain('Overwrite 1 object? (yes/no) ');
    expect(text).toContain('\nnothing was changed\nnext: the same again, and a yes\n');
    expect(server.requests.slice(before).some((request) => request.includes('_import'))).toBe(false);
  });

  it('--space is a space of Kibana, and a tenant of OpenSearch Dashboards', async () => {
    server = await startDashboards(kind);
    expect((await install(server.url, { space: 'network' })).ok).toBe(true);
    const id = kind === 'opensearch-dashboards' ? 'logflow-vpcflowlogs' : 'logflow-vpcflowlogs-network';
    expect([...server.stored.keys()][0]).toBe(`network/index-pattern:${id}`);
    expect((await install(server.url, { space: 'network' })).states).toEqual(seven('as it should be'));
  });
});

describe('dashboards install, where it cannot be', () => {
  const trouble = (url: string, settings: object = user) =>
    install(url, {}, settings).catch((error) => error);

  it('a wrong password, a wrong base path: what to check', async () => {
    server = await startDashboards('kibana-8');
    const wrong = await trouble(server.url, { ...user, password: 'wr0ng-s3cret' });
    expect(wrong).toMatchObject({ code: 'LF_DASHBOARDS_UNAUTHORISED', exit: 1 });
    expect(JSON.stringify([wrong.message, wrong.hint])).not.toContain('wr0ng');
    const path = await trouble(server.url.replace('/base', ''));
    expect(path).toMatchObject({ code: 'LF_NOT_DASHBOARDS' });
    expect(path.hint).toContain('/_dashboards on Amazon');
    expect(await trouble(server.url.replace('http://', 'http://admin:s3cret@'), {})).toMatchObject({
      code: 'LF_DASHBOARDS_UNAUTHORISED',
      message: `asking what it is: ${server.url} answered 401: Unauthorized`,
    });
  });

  it.each([
    [403, '{"message":"Forbidden"}', 'LF_DASHBOARDS_FORBIDDEN'],
    [302, '', 'LF_DASHBOARDS_LOGIN'],
    [503, 'Kibana server is not ready yet', 'LF_DASHBOARDS_UNAVAILABLE'],
    [502, '<html>Bad Gateway</html>', 'LF_DASHBOARDS_UNAVAILABLE'],
    [200, '<html>Welcome</html>', 'LF_NOT_DASHBOARDS'],
    [400, '{"error":"no handler found for uri [/api/status]"}', 'LF_NOT_DASHBOARDS'],
    [
      404,
      '{"error":{"type":"index_not_found_exception","reason":"no such index [api]"}}',
      'LF_NOT_DASHBOARDS',
    ],
    [418, 'teapot', 'LF_DASHBOARDS_ANSWER'],
  ])('%i %s is %s', async (status, body, code) => {
    await using other = await answering((respond) => respond(status, body));
    const problem = await trouble(other.url);
    expect(problem).toMatchObject({ code, exit: 1 });
    expect(problem.message).toContain(`${other.url} answered ${status}`);
    expect(problem.message).not.toContain('<');
    if (/handler|index_not/.test(body)) expect(problem.hint).toContain('the cluster itself');
  });

  it('nobody there: the address, and no word of a cluster', async () => {
    const { url, ...gone } = await answering(() => {});
    await gone[Symbol.asyncDispose]();
    const problem = await trouble(url);
    expect(problem.code).toBe('LF_DASHBOARDS_UNREACHABLE');
    expect(problem.message).toBe(`no answer from ${url}: connect ECONNREFUSED ${url.slice(7)}`);
  });

  it('what the server does not take is told object by object', async () => {
    server = await startDashboards('opensearch-dashboards');
    await install(server.url);
    // Somebody else writes between our look and our import.
    server.stored.get = () => undefined;
    const problem = await trouble(server.url);
    expect(problem).toMatchObject({ code: 'LF_DASHBOARDS_IMPORT', exit: 1 });
    expect(problem.message).toContain(
      `${server.url} did not take all of it: index-pattern:logflow-vpcflowlogs: conflict; `,
    );
  });

  it('what was taken and is not there afterwards is no success', async () => {
    server = await startDashboards('kibana-8');
    server.stored.set = () => server.stored;
    const problem = await trouble(server.url);
    expect(problem).toMatchObject({ code: 'LF_DASHBOARDS_IMPORT', exit: 1 });
    expect(problem.message).toContain(
      '7 objects cannot be found: logflow-vpcflowlogs, logflow-vpcflowlogs-actions',
    );
  });

  it('what the server keeps otherwise is told right after it was written', async () => {
    server = await startDashboards('kibana-8');
    const put = server.stored.set.bind(server.stored);
    server.stored.set = (key, object) => {
      const { timeFieldName, ...attributes } = object.attributes;
      return put(key, { ...object, attributes });
    };
    const { ok, text, json } = await install(server.url);
    expect(ok).toBe(true);
    expect(text).toContain('a later run will show:\ndiffers     index-pattern logflow-vpcflowlogs\n');
    expect(json).toMatchObject({
      keptOtherwise: [{ id: 'logflow-vpcflowlogs', differences: [{ field: 'timeFieldName' }] }],
    });
  });

  it('a look that is cut short is no empty place', async () => {
    server = await startDashboards('opensearch-dashboards');
    await install(server.url);
    const get = server.stored.get.bind(server.stored);
    server.stored.get = (key) => (key.includes('dashboard') ? ({ cut: true } as never) : get(key));
    expect(await trouble(server.url)).toMatchObject({ code: 'LF_NOT_DASHBOARDS' });
    expect(server.requests.filter((request) => request.includes('_import'))).toHaveLength(1);
  });
});

describe('dashboards install --export', () => {
  it('needs no server, and knows the classic map alone; with one it asks', async () => {
    const options = (flags: Record<string, unknown>) => dashboardsOptions({ export: '-', ...flags });
    const settings = loadSettings({ ...user, index: 'flows-{yyyy}' }, devNull, []);
    const types = async (flags: Record<string, unknown>) => {
      const { text } = await installDashboards(settings, options(flags), io);
      return text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { type: string; id: string });
    };
    const plain = await types({});
    expect(plain.map(({ type }) => type)).not.toContain('map');
    expect(plain[0]).toMatchObject({
      type: 'index-pattern',
      id: 'logflow-flows',
      attributes: { title: 'flows-*' },
    });
    server = await startDashboards('kibana-8');
    expect((await types({ 'dashboards-url': server.url })).map(({ type }) => type)).toContain('map');
    expect(server.stored.size).toBe(0);
  });

  it('all mistakes of the flags at once; an address is not shown', () => {
    const mistakes = (flags: Record<string, unknown>) => {
      try {
        dashboardsOptions(flags);
      } catch (error) {
        return (error as Error).message.split('\n').slice(1);
      }
      return [];
    };
    expect(mistakes({})).toEqual([
      '  --dashboards-url: is needed: the address of OpenSearch Dashboards or Kibana (or --export FILE)',
    ]);
    expect(mistakes({ 'dashboards-url': 'admin:secret@host', space: 'a/b' })).toEqual([
      '  --dashboards-url: must be an http:// or https:// URL',
      '  --space: must be the name of a space or a tenant: letters, digits, - and _',
    ]);
    expect(mistakes({ export: '-', overwrite: true, 'dry-run': true })).toEqual([
      '  --overwrite: has no meaning beside --export',
    ]);
  });
});
