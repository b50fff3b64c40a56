/* Sends prepared bulk bodies as fast as one process can: nothing to read, nothing to make, the same requests at once. */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { serve } from './helper.ts';

/** logflow's defaults for `bulk-bytes`, `bulk-docs` and `bulk-concurrency`. */
const maxBytes = 5 * 2 ** 20;
const maxDocs = 10_000;
const concurrency = 4;
const newline = 0x0a;

const [node = '', ...files] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
const bodies = files.flatMap((file) => [...requests(readFileSync(file))]);

/** Cut between two documents, each of which is two lines. */
function* requests(all: Buffer): Generator<Buffer> {
  let from = 0;
  for (let at = 0, docs = 0; at < all.length; ) {
    const end = all.indexOf(newline, all.indexOf(newline, at) + 1) + 1;
    if (end - from > maxBytes || docs === maxDocs) {
      yield all.subarray(from, at);
      from = at;
      docs = 0;
    }
    at = end;
    docs += 1;
  }
  if (from < all.length) yield all.subarray(from);
}

function post(body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const url = `${node}/_bulk?filter_path=took,errors,items.*.status,items.*.error`;
    const headers = { 'content-type': 'application/x-ndjson', 'content-length': body.length };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => {
        const ok = text.includes('"errors":false');
        if (ok) resolve();
        else reject(new Error(`_bulk answered ${response.statusCode}: ${text.slice(0, 500)}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

serve(null, async () => {
  const before = process.cpuUsage();
  const waiting = [...bodies];
  const sender = async () => {
    for (let body = waiting.shift(); body; body = waiting.shift()) await post(body);
  };
  await Promise.all(Array.from({ length: concurrency }, sender));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
});
