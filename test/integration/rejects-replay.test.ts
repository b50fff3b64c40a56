import { describe, expect, it } from 'vitest';
import { createDirectoryStore } from '../../src/rejects/directory-store.ts';
import { startAcknowledger } from '../helpers/acknowledge.ts';
import { runLogflow, startLogflow } from '../helpers/process.ts';
import { temporaryFolder } from '../helpers/temp.ts';
import { all, contentOf, entriesOf, entry } from '../unit/rejects/kit.ts';

describe('a replay that gets nowhere', () => {
  async function stuck(files: { readonly path: string }) {
    const store = createDirectoryStore(files.path);
    await store.put('aa.rejects.ndjson.gz', contentOf([entry(1), entry(2)]));
    const asked = Promise.withResolvers<void>();
    const endpoint = await startAcknowledger(() => {
      asked.resolve();
      return new Promise(() => {});
    });
    const args = ['rejects', 'replay', '--rejects', `dir:${files.path}`, '--node', endpoint.url, '--json'];
    const left = async () => entriesOf(await all(store.read('aa.rejects.ndjson.gz'))).length;
    return { args, left, asked: asked.promise, [Symbol.asyncDispose]: () => endpoint[Symbol.asyncDispose]() };
  }

  it('gives up after the patience, and the store is as it was', async () => {
    await using files = temporaryFolder();
    await using kit = await stuck(files);
    const run = await runLogflow([...kit.args, '--patience', '1s', '--request-timeout', '1s']);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('LF_CLUSTER_TIMEOUT');
    expect(await kit.left()).toBe(2);
  });

  it('is left with the second Ctrl-C, and the store is as it was', async () => {
    await using files = temporaryFolder();
    await using kit = await stuck(files);
    await using run = startLogflow(kit.args);
    await kit.asked;
    run.kill('SIGINT');
    await run.waitForStderr(/stopping/);
    run.kill('SIGINT');
    const result = await run.done;
    expect(result).toMatchObject({ code: 130 });
    expect(JSON.parse(result.stdout)).toMatchObject({ type: 'replay', ok: false, stopped: true, indexed: 0 });
    expect(await kit.left()).toBe(2);
  });
});

describe('a replay that LOGFLOW_DRY_RUN speaks of', () => {
  async function replay(word: string) {
    await using files = temporaryFolder();
    const store = createDirectoryStore(files.path);
    await store.put('aa.rejects.ndjson.gz', contentOf([entry(1), entry(2)]));
    await using endpoint = await startAcknowledger();
    const args = ['rejects', 'replay', '--rejects', `dir:${files.path}`, '--node', endpoint.url, '--json'];
    const run = await runLogflow(args, { env: { LOGFLOW_DRY_RUN: word } });
    const left = entriesOf(await all(store.read('aa.rejects.ndjson.gz'))).length;
    return { run, sent: endpoint.counts.docs, left };
  }

  it('in a word that is none: a mistake, and nothing is sent', async () => {
    const { run, ...kept } = await replay('enabled');
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('--dry-run: must be true or false');
    expect(kept).toEqual({ sent: 0, left: 2 });
  });

  it('in a word that oclif does not know: a dry run', async () => {
    const { run, ...kept } = await replay('on');
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ dryRun: true, documents: 2 });
    expect(kept).toEqual({ sent: 0, left: 2 });
  });
});

describe('the rejects store, told wrong', () => {
  it.each([
    [['--rejects', 's3://bucket'], 's3://BUCKET/PREFIX'],
    [['--rejects', 'index:Upper'], 'lower case'],
    [['--rejects', 'somewhere'], 'dir:PATH'],
    [['--rejects', 'dir:/tmp/x'], '--rejects-durable'],
  ])('%j: exit 2, with what to do', async (args, said) => {
    const run = await runLogflow(['consume', '--queue', 'q', '--node', 'http://127.0.0.1:1', ...args]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(said);
  });
});
