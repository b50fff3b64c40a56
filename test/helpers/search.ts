/** Requests to a cluster, the plain way: what the tests see must not go through what they test. */
export async function ask(
  method: string,
  url: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

export interface Hit {
  readonly _index: string;
  readonly _id: string;
  readonly _source: Record<string, unknown>;
}

/** Every document of the indices, in no order; of its fields those of `_source`. */
export async function allDocuments(
  url: string,
  indices: string,
  _source: true | readonly string[] = true,
): Promise<Hit[]> {
  await ask('POST', `${url}/${indices}/_refresh`);
  const hits: Hit[] = [];
  const first = (await ask('POST', `${url}/${indices}/_search?scroll=1m`, { size: 5000, _source }))
    .body as Scroll;
  for (let page = first; page.hits.hits.length > 0; ) {
    hits.push(...page.hits.hits);
    page = (await ask('POST', `${url}/_search/scroll`, { scroll: '1m', scroll_id: page._scroll_id }))
      .body as Scroll;
  }
  await ask('DELETE', `${url}/_search/scroll`, { scroll_id: first._scroll_id });
  return hits;
}

interface Scroll {
  readonly _scroll_id: string;
  readonly hits: { readonly hits: Hit[] };
}

/** Removes indices and templates whose names begin with `prefix`. */
export async function wipe(url: string, prefix: string): Promise<void> {
  const indices = (await ask('GET', `${url}/_cat/indices/${prefix}*?format=json`)).body as {
    index: string;
  }[];
  for (const { index } of indices) await ask('DELETE', `${url}/${index}`);
  await ask('DELETE', `${url}/_template/${prefix}*`);
  await ask('DELETE', `${url}/_index_template/${prefix}*`).catch(() => {});
}

/** What stands in the last line: behind the snapshots of a run. */
// biome-ignore lint/suspicious/noExplicitAny: each test says what it wants of it.
export function lastLineOf(stdout: string): any {
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

/** The summary that `--json` prints last. */
export function summaryOf(stdout: string) {
  return lastLineOf(stdout) as {
    type: string;
    ok: boolean;
    objects: Record<string, number>;
    documents: {
      read: number;
      indexed: number;
      duplicate: number;
      filtered: Record<string, number>;
      rejected: number;
      malformed: number;
    };
    messages: Record<string, number>;
    problems: { code: string; message: string; hint: string; count: number }[];
  };
}
