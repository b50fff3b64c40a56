import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startAcknowledger } from '../helpers/acknowledge.ts';
import { articleHeader, flowLogObject, lineOf } from '../helpers/flow-lines.ts';
import { runLogflow } from '../helpers/process.ts';
import { temporaryFolder } from '../helpers/temp.ts';

const parquet = fileURLToPath(new URL('../fixtures/flows-v2.log.parquet', import.meta.url));

/** The second document of an object that the cluster refuses, as `rejects list` shows it. */
async function refusedOf(args: readonly string[], stdin?: Buffer) {
  await using files = temporaryFolder();
  await using endpoint = await startAcknowledger(() => ({ itemStatus: (item) => (item === 1 ? 400 : 201) }));
  const rejects = `dir:${files.path}/kept`;
  const target = ['--node', endpoint.url, '--no-template', '--rejects', rejects, '--rejects-durable'];
  const run = await runLogflow(['ingest', ...args, ...target, '--json'], { ...(stdin && { stdin }) });
  expect(run).toMatchObject({ code: 0 });
  const list = ['rejects', 'list', '--rejects', rejects];
  const { stdout: text } = await runLogflow(list);
  const { groups } = JSON.parse((await runLogflow([...list, '--json'])).stdout);
  return { text, example: groups[0].examples[0] };
}

it('a line is named by its byte', async () => {
  const { text, example } = await refusedOf(['-'], flowLogObject([lineOf(1), lineOf(2)]));
  const line = articleHeader.length + 1 + lineOf(1).length + 1;
  expect(text).toContain(`  for example at byte ${line}, id `);
  expect(example.line).toBe(line);
  expect(example).not.toHaveProperty('rows');
});

it('a row of Parquet is named by its number', async () => {
  const { text, example } = await refusedOf([parquet]);
  expect(text).toContain('  for example at row 1, id ');
  expect(example).toMatchObject({ line: 1, rows: true });
});
