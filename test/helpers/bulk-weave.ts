const newline = 0x0a;

/** One item of a bulk request: its action line and its document, line ends included. */
export interface BulkItem {
  readonly op: 'create' | 'index';
  readonly bytes: Uint8Array;
}

/** The items of a body of `create` and `index` actions (two lines each). */
export function bulkItems(body: Uint8Array): BulkItem[] {
  const items: BulkItem[] = [];
  for (let start = 0; start < body.length; ) {
    const document = body.indexOf(newline, start) + 1;
    const end = body.indexOf(newline, document) + 1;
    if (document === 0 || end === 0) throw new Error('a bulk body that ends in the middle of an item');
    const action = Buffer.from(body.subarray(start, document)).toString();
    items.push({ op: action.startsWith('{"index"') ? 'index' : 'create', bytes: body.subarray(start, end) });
    start = end;
  }
  return items;
}

const error = {
  type: 'es_rejected_execution_exception',
  reason: 'rejected execution of coordinating operation: the write queue is full (said by the proxy)',
};

/** The cluster's answer to the items that it got, with 429s at the places of those that it did not get. */
export function weave(
  items: readonly BulkItem[],
  refuses: (place: number) => boolean,
  answer = '{"took":0,"items":[]}',
): string {
  const { took, items: taken } = JSON.parse(answer) as { took: number; items: object[] };
  const rest = taken.values();
  const woven = items.map(({ op }, place) =>
    refuses(place) ? { [op]: { status: 429, error } } : rest.next().value,
  );
  // In this order: it is the servers', and logflow's quick look at an answer depends on it.
  return JSON.stringify({ took, errors: true, items: woven });
}
