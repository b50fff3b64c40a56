import { number, plural } from '../../model/format.ts';
import type { Io } from '../io.ts';
import type { Result } from '../result.ts';
import type { Settings } from '../settings/settings.ts';
import { type DrawEnd, hiddenSeconds } from './draw.ts';
import { Groups } from './groups.ts';
import { groupsText } from './groups-text.ts';
import type { DlqOptions } from './options.ts';
import { depthJson, type OpenQueue, total } from './queues.ts';
import { withDeadLetters } from './session.ts';

/** Messages received, when nobody says. */
const defaultMax = 1_000;
/** Objects looked at again: the reasons of the rest are `not-looked`. */
const mostLooks = 1_000;

/** `logflow dlq list`: what is in the dead-letter queue, by reason and place. Changes nothing. */
export async function listDeadLetters(settings: Settings, options: DlqOptions, io: Io): Promise<Result> {
  const { dlq, max = defaultMax, look } = options;
  const looks = look ? mostLooks : 0;
  const { result, givenBack } = await withDeadLetters(settings, { dlq, looks }, io, async (session) => {
    const groups = new Groups();
    const drawn = await session.draw(max, async (letters) => {
      const examined = await Promise.all(letters.map((letter) => session.examiner.examine(letter)));
      for (const message of examined) groups.add(message);
      return true;
    });
    const { looked, broken } = session.examiner;
    return {
      ...drawn,
      examined: groups.messages,
      groups: groups.sorted,
      queues: session.queues,
      looked,
      broken,
    };
  });
  const { end, received, examined, groups, queues, looked, broken } = result;
  const ok = givenBack.hidden === 0 && broken === undefined;
  const { deadLetters } = queues;
  return {
    ok,
    json: {
      type: 'dead-letters',
      ok,
      queues: depthJson(queues),
      sample: { messages: examined, of: Math.max(received, total(deadLetters)), end, looked },
      groups,
      givenBack,
      ...(broken && { problem: broken }),
    },
    text: [
      received === 0 ? `${emptyText(deadLetters)}\n` : sampleText(examined, end, deadLetters),
      ...groupsText(groups),
      ...(broken
        ? [`objects were not looked at any more: ${broken.message}`, `next: ${broken.hint}`, '']
        : []),
    ].join('\n'),
  };
}

/** A list is a sample, and says so (R27). */
function sampleText(examined: number, end: DrawEnd, queue: OpenQueue): string {
  const all = Math.max(examined, total(queue));
  const why = { empty: '', enough: ' (--max)', full: ' (as many as may be held)', stopped: ' (interrupted)' };
  const of = `of about ${plural(all, 'message')} in ${queue.name}`;
  return `looked at ${number(examined)} ${of}${why[end]}; SQS keeps no reasons: these were found by looking again\n`;
}

/** Nothing could be received: is there nothing? */
export function emptyText(queue: OpenQueue): string {
  const { name, depth } = queue;
  if (total(queue) === 0) return `nothing is in ${name}`;
  return `no message of ${name} is visible: ${plural(depth.inFlight, 'message')} in flight are held by somebody else, for ${hiddenSeconds / 60} minutes at most if that was \`logflow dlq\``;
}
