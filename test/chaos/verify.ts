import { booksBalance } from '../../src/model/books.ts';
import type { LogflowResult } from '../helpers/process.ts';
import { allDocuments, summaryOf } from '../helpers/search.ts';
import { place } from './objects.ts';

const shown = 5;

/** What the index has too much, too little, or at the wrong place: per index and object, by line. Empty: exactly right. */
export async function indexErrors(
  url: string,
  indices: string,
  expected: ReadonlyMap<string, string>,
): Promise<string[]> {
  const missing = new Map(expected);
  const errors: string[] = [];
  for (const { _index, _source } of await allDocuments(url, indices, ['log.file.path', 'message'])) {
    const { log, message: line } = _source as { log: { file: { path: string } }; message: string };
    const found = place(_index, log.file.path);
    const wanted = missing.get(line);
    if (wanted === found) missing.delete(line);
    else if (!expected.has(line)) errors.push(`${line} at ${found} is nobody's`);
    else errors.push(`${line} is at ${found}, and should be once at ${expected.get(line)}`);
  }
  for (const [line, wanted] of missing) errors.push(`${line} is missing at ${wanted}`);
  return errors.length <= shown
    ? errors
    : [
        ...errors.slice(0, shown),
        `and ${errors.length - shown} more documents that are not as they should be`,
      ];
}

/** What is wrong with the end of a consumer that was told to stop. */
export function endErrors(consumer: number, { code, signal, stdout, stderr }: LogflowResult): string[] {
  const who = `consumer ${consumer}`;
  if (code !== 0 && code !== 1) return [`${who} ended with ${code ?? signal}: ${stderr.slice(-500)}`];
  const { ok, documents, problems } = summaryOf(stdout);
  const errors: string[] = [];
  if (ok !== (code === 0)) errors.push(`${who} ended with ${code}, and its summary says ok: ${ok}`);
  if (!booksBalance(documents))
    errors.push(`the books of ${who} do not balance: ${JSON.stringify(documents)}`);
  if (documents.rejected > 0) errors.push(`${who} rejected ${documents.rejected} documents`);
  for (const { code, message, hint } of problems)
    if (/bug in logflow/i.test(hint)) errors.push(`${who}: ${code}: ${message}`);
  return errors;
}
