import { systemClock } from '../../core/clock.ts';
import type { Problem } from '../../model/errors.ts';
import { number, plural } from '../../model/format.ts';
import { printable } from '../../model/printable.ts';
import type { RejectEntry } from '../../rejects/entry.ts';
import type { Io } from '../io.ts';
import type { Result } from '../result.ts';
import type { Settings } from '../settings/settings.ts';
import { type RejectGroup, RejectGroups } from './groups.ts';
import { every } from './progress.ts';
import { withRejects } from './with-store.ts';

/** `logflow rejects list`: what is in the store, grouped by reason and index. Changes nothing. */
export function listRejects(settings: Settings, io: Io): Promise<Result> {
  return withRejects(settings, io, async ({ store }) => {
    const groups = new RejectGroups();
    const damages: Problem[] = [];
    let documents = 0;
    let objects = 0;
    let damaged = 0;
    const progress = every(systemClock.now, () => {
      io.stderr.write(`${plural(documents, 'document')} of ${plural(objects, 'object')} so far\n`);
    });
    for await (const name of store.names()) {
      io.stops.stop.throwIfAborted();
      objects += 1;
      for await (const item of store.read(name)) {
        progress();
        if (item.kind === 'entry') {
          documents += 1;
          groups.add(item.entry);
        } else {
          damaged += 1;
          if (damages.length < 10) damages.push(item.problem);
        }
      }
    }
    const all = groups.all();
    const json = {
      type: 'rejects',
      ok: damaged === 0,
      place: store.place,
      documents,
      objects,
      damaged,
      problems: damages,
      groups: all.map((group) => ({ ...group, examples: group.examples.map(asJson) })),
    };
    const head = `${plural(documents, 'rejected document')} of ${plural(objects, 'object')} in ${store.place}`;
    const damage = damages.map(({ message, hint }) => `damaged: ${printable(message)}\nnext: ${hint}`);
    const next = documents > 0 ? ['next: mend the mapping, then `logflow rejects replay`'] : [];
    const text = [head, ...all.map(groupText), ...damage, ...next].join('\n');
    return { ok: damaged === 0, json, text: `${text}\n` };
  });
}

/** The document stays text: its numbers may be larger than JSON.parse can hold. */
function asJson({ object, line, rows, id, op, at, reason, document }: RejectEntry): object {
  return { object, line, rows, id, op, at, reason: reason.text, document };
}

function groupText({ index, type, text, documents, objects, byObject, examples }: RejectGroup): string {
  const more = objects - byObject.length;
  return [
    `\n${number(documents)} x ${index}: ${type}`,
    `  ${text}`,
    ...byObject.map((one) => `  ${number(one.documents)} of ${one.object}`),
    ...(more > 0 ? [`  and of ${plural(more, 'other object')}`] : []),
    ...examples
      .slice(0, 1)
      .flatMap(({ line, rows, id, reason, document }) => [
        `  for example${line === undefined ? '' : ` at ${rows ? 'row' : 'byte'} ${line}`}${id === undefined ? '' : `, id ${id}`}: ${reason.text}`,
        `    ${shortened(document)}`,
      ]),
  ]
    .map((row) => `${row.startsWith('\n') ? '\n' : ''}${printable(row.replace(/^\n/, ''))}`)
    .join('\n');
}

function shortened(document: string): string {
  return document.length > 400 ? `${document.slice(0, 399)}…` : document;
}
