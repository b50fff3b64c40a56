import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIngest, type IngestSettings, LogflowError } from '../../../../src/index.ts';
import { rootAnswer } from '../../../helpers/acknowledge-answers.ts';
import { flowLogObject, lineOf } from '../../../helpers/flow-lines.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../helpers/temp.ts';
import { bulkAnswer, json, parseBulk, serve } from '../../sink/kit.ts';

let folder: TemporaryFolder;
let file: (name: string, lines: number) => string;
beforeEach(() => {
  folder = temporaryFolder();
  file = (name, lines) => {
    const path = join(folder.path, `vpcflowlogs_${name}.log.gz`);
    writeFileSync(path, flowLogObject(Array.from({ length: lines }, (_, n) => lineOf(n))));
    return path;
  };
});
afterEach(() => folder.remove());

/** Takes everything, or nothing at all. */
const cluster = (takes = true) =>
  serve(({ method, url, text }, response) => {
    if (method === 'GET' && url === '/') return json(response, 200, JSON.parse(rootAnswer));
    if (!url.includes('_bulk')) return json(response, 404, {});
    if (takes) json(response, 200, bulkAnswer(parseBulk(text).map(() => ({ status: 201 }))));
  });
const into = (node: string): IngestSettings => ({ node, template: false, threads: 0 });

describe('createIngest', () => {
  it('tells what became of each, and the books at the end; the process keeps its signals and its streams', async () => {
    await using server = await cluster();
    const listeners = process.listenerCount('SIGTERM') + process.listenerCount('SIGINT');
    const ingest = await createIngest({ settings: into(server.url) });
    expect(process.listenerCount('SIGTERM') + process.listenerCount('SIGINT')).toBe(listeners);
    const [good, gone] = await Promise.all([
      ingest.file({ path: file('a', 3) }),
      ingest.file({ path: join(folder.path, 'vpcflowlogs_gone.log.gz') }),
    ]);
    expect(good).toMatchObject({ kind: 'delivered', books: { read: 3, indexed: 3 } });
    expect(gone.kind).not.toBe('delivered');
    expect(ingest.snapshot().books.indexed).toBe(3);
    const summary = await ingest.close();
    expect(summary).toMatchObject({ ok: false, objects: { delivered: 1 }, documents: { indexed: 3 } });
    expect(await ingest.close()).toBe(summary);
    await expect(ingest.file({ path: file('b', 1) })).rejects.toThrow('closed');
  });

  it('leaves what is open when its signal says so, and ends', async () => {
    await using server = await cluster(false);
    const leave = new AbortController();
    const ingest = await createIngest({ settings: into(server.url), signal: leave.signal });
    const open = ingest.file({ path: file('a', 1) });
    leave.abort();
    expect(await open).toEqual({ kind: 'aborted' });
    expect(await ingest.close()).toMatchObject({ ok: false, objects: { aborted: 1 } });
  });

  it('tells notes and problems to those who ask', async () => {
    await using server = await cluster();
    const notes: string[] = [];
    const problems: string[] = [];
    const ingest = await createIngest({
      settings: { ...into(server.url), id: 'logstash' },
      onNote: (line) => void notes.push(line),
      onProblem: ({ code }) => void problems.push(code),
    });
    const damaged = file('cut', 1);
    writeFileSync(damaged, flowLogObject([lineOf(1)]).subarray(0, 60));
    const outcome = await ingest.file({ path: damaged });
    await ingest.close();
    expect(notes.join('\n')).toContain('32 bits');
    expect(problems).toEqual(['problem' in outcome ? outcome.problem?.code : '']);
  });

  it.each<[string, IngestSettings, RegExp]>([
    ['nothing to write to', {}, /--node/],
    ['standard output', { output: 'ndjson:-' }, /is for the command line/],
    ['a wrong value', { node: 'https://x.example.com', timezone: 'Mars' }, /--timezone/],
  ])('refuses %s', async (_, settings, message) => {
    const refused = createIngest({ settings });
    await expect(refused).rejects.toBeInstanceOf(LogflowError);
    await expect(refused).rejects.toThrow(message);
  });

  it('looks for no settings file; the one that is named counts', async () => {
    mkdirSync(join(folder.path, 'out'));
    const configFile = join(folder.path, 'mine.yaml');
    writeFileSync(configFile, `output: ndjson:${folder.path}/out\nthreads: 0\n`);
    const before = process.cwd();
    writeFileSync(join(folder.path, 'logflow.yaml'), `output: ndjson:${folder.path}/out\n`);
    process.chdir(folder.path);
    try {
      await expect(createIngest({})).rejects.toThrow(/--node/);
    } finally {
      process.chdir(before);
    }
    await using ingest = await createIngest({ configFile });
    expect(await ingest.file({ path: file('a', 2) })).toMatchObject({ kind: 'delivered' });
  });
});
