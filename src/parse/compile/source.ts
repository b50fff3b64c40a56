import { columnSource } from './column-source.ts';
import {
  actionSource,
  derivedSource,
  geoSource,
  keepSource,
  messageSource,
  namesSource,
  timesSource,
} from './document-source.ts';
import { appendText, equalsText } from './literals.ts';
import type { LinePlan, Plan } from './plan.ts';

/**
 * The body of the generated function of `state` (a `RunState`) and its helpers; it depends on the plan alone.
 * It runs over whole lines, `state.from` to `state.to` of `state.bytes`, and writes their items one behind the other. A line
 * is read and its columns are written, behind the room for the action line; then the rest of the document; then the action
 * line, as now its id is known. What is not exactly as it should be leaves the block `fast`: the interpreter does the line,
 * over whatever was written of it.
 */
export function runSource(plan: Plan): string {
  return linesSource(
    plan,
    `${plan.columns.map((_, place) => columnSource(plan, place)).join('\n')}
const length = (p - line) | 0;
if (length > maxLineBytes) break fast;
${keepSource(plan)}
${timesSource(plan)}
${geoSource(plan)}
${namesSource(plan)}
${derivedSource(plan)}
${messageSource(plan)}
${actionSource(plan)}`,
  );
}

/** `body`: does the line at `p` up to its action line; sets `next`, and `t0` to the event's time. */
export function linesSource(plan: LinePlan, body: string): string {
  return `'use strict';
const { bytes, view, to, hash, geo, dates, earliest, latest, maxLineBytes } = state;
let { out, from: p, end: o } = state;
let q = 0, s = 0, x = 0, h = 0, next = 0;
while (p < to) {
  const line = p;${plan.hasRows ? ' state.row += 1;' : ''}
  if (o > state.limit) { state.grow(o); out = state.out; }
  const item = o;
  fast: {
${skipSource(plan)}
o = (o + state.actionBytes) | 0;
${appendText('{')}
${body}
    state.document(item, t0);
    p = next;
    continue;
  }
  state.end = item;
  p = state.slow(line);
  out = state.out;
  o = state.end;
}
state.end = o;
`;
}

/** Blank lines pass; what begins like the header line is looked at closely. */
function skipSource({ headerStart }: LinePlan): string {
  const isHeader = headerStart === undefined ? '' : `if (${equalsText(headerStart, 'p')}) break fast;\n`;
  return `if (bytes[p] === 10) { p += 1; continue; }\n${isHeader}`;
}
