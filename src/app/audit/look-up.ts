import { type Ask, insist } from './ask.ts';
import { pathField } from './count-paths.ts';

/** A document as it should be in the cluster. */
export interface Sought {
  readonly index: string;
  readonly id: string;
}

/** A document that is there: the path of the object that it came from, where it says so. */
export interface Present {
  readonly path: string | undefined;
}

/** Ids of one request. One id may be in several indices, and an answer has 10,000 hits at most. */
const idsOfSearch = 1_000;
const mostHits = 10_000;
const idsOfGet = 1_000;

interface Source {
  readonly _source?: { readonly log?: { readonly file?: { readonly path?: string } } };
}

/**
 * Looks for documents by id, each first where it belongs, without waiting for a refresh; then, for those that are not
 * there, in all indices of the pipelines: another time zone or index name put them elsewhere. `everywhere`: for the path
 * of a request. In the order of what was sought; undefined is what is nowhere.
 */
export async function lookUp(
  ask: Ask,
  everywhere: string,
  sought: readonly Sought[],
): Promise<readonly (Present | undefined)[]> {
  const found: (Present | undefined)[] = [];
  for (let at = 0; at < sought.length; at += idsOfGet) {
    found.push(...(await getEach(ask, sought.slice(at, at + idsOfGet))));
  }
  const absent = [...new Set(sought.filter((_, i) => !found[i]).map(({ id }) => id))];
  const elsewhere = new Map<string, Present>();
  for (let at = 0; at < absent.length; at += idsOfSearch) {
    await searchFor(ask, everywhere, absent.slice(at, at + idsOfSearch), elsewhere);
  }
  return sought.map(({ id }, i) => found[i] ?? elsewhere.get(id));
}

async function getEach(ask: Ask, sought: readonly Sought[]): Promise<(Present | undefined)[]> {
  const docs = sought.map(({ index, id }) => ({ _index: index, _id: id, _source: [pathField] }));
  // Each has its own answer, also when its index is not there; then `found` is absent.
  const answer = await insist<{ docs: ({ found?: boolean } & Source)[] }>(ask, 'POST', '/_mget', {
    body: { docs },
  });
  return answer.docs.map((doc) => (doc.found ? presentOf(doc) : undefined));
}

async function searchFor(
  ask: Ask,
  everywhere: string,
  ids: readonly string[],
  into: Map<string, Present>,
): Promise<void> {
  const body = { size: mostHits, query: { ids: { values: ids } }, _source: [pathField] };
  const querystring = { ignore_unavailable: true, allow_partial_search_results: false };
  const answer = await insist<{ hits: { hits: ({ _id: string } & Source)[] } }>(
    ask,
    'POST',
    `/${everywhere}/_search`,
    { body, querystring },
  );
  const { hits } = answer.hits;
  for (const hit of hits) into.set(hit._id, presentOf(hit));
  if (hits.length < mostHits || ids.length === 1) return;
  const half = Math.ceil(ids.length / 2);
  await searchFor(ask, everywhere, ids.slice(0, half), into);
  await searchFor(ask, everywhere, ids.slice(half), into);
}

function presentOf({ _source }: Source): Present {
  return { path: _source?.log?.file?.path };
}
