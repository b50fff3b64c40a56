import { printable } from '../../model/printable.ts';
import type { Explanation } from './explanation.ts';

/** An explanation whose texts do nothing to a terminal; documents and traces keep theirs, which those who draw them take care of. */
export function allPrintable(explanation: Explanation): Explanation {
  const { documents, traces } = explanation;
  const safe = visit({ ...explanation, documents: [], traces: [] }) as Explanation;
  const heads = documents.map(({ document, ...head }) => ({ ...(visit(head) as typeof head), document }));
  return { ...safe, documents: heads, ...(traces && { traces }) };
}

function visit(value: unknown): unknown {
  if (typeof value === 'string') return printable(value);
  if (Array.isArray(value)) return value.map(visit);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [printable(name), visit(one)]));
}
