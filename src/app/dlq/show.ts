import type { DeadLetter } from '../../source/dead-letters.ts';
import { parseNotification } from '../../source/notification.ts';
import type { Io } from '../io.ts';
import type { Result } from '../result.ts';
import type { Settings } from '../settings/settings.ts';
import { type Examined, refsOf } from './examine.ts';
import { emptyText } from './list.ts';
import { type DlqOptions, mostHeld } from './options.ts';
import { depthJson } from './queues.ts';
import { asksForReason, namesIt, selectionText } from './selection.ts';
import { withDeadLetters } from './session.ts';
import { type Shown, shownText } from './show-text.ts';

/** Messages shown, when nobody says. */
const defaultMax = 10;
/** Characters of a body that are kept. */
const keptBody = 4_000;

/** `logflow dlq show`: messages in full, with what is wrong with them. Changes nothing. */
export async function showDeadLetters(settings: Settings, options: DlqOptions, io: Io): Promise<Result> {
  const { dlq, max = defaultMax, look, selection } = options;
  const looks = look ? Number.POSITIVE_INFINITY : 0;
  const { result, givenBack } = await withDeadLetters(settings, { dlq, looks }, io, async (session) => {
    const shown: Shown[] = [];
    const missing = new Set(selection.messageIds);
    const drawn = await session.draw(mostHeld, async (letters) => {
      for (const letter of letters) {
        if (shown.length >= max) return false;
        const said = parseNotification(letter.body);
        if (!namesIt(selection, letter.id, refsOf(said))) continue;
        const examined = await session.examiner.examine(letter, said);
        missing.delete(letter.id);
        if (asksForReason(selection, examined.reason) && shown.length < max)
          shown.push(shownOf(letter, examined));
      }
      return shown.length < max && (selection.messageIds.size === 0 || missing.size > 0);
    });
    return { ...drawn, shown, missing, queues: session.queues };
  });
  const { received, shown, missing, queues } = result;
  const found = missing.size === 0 || shown.length >= max;
  const ok = givenBack.hidden === 0 && found;
  return {
    ok,
    json: {
      type: 'dead-letters',
      ok,
      queues: depthJson(queues),
      looked: received,
      messages: shown,
      givenBack,
    },
    text: shown.length > 0 ? shown.map(shownText).join('\n') : `${nothing()}\n`,
  };

  function nothing(): string {
    if (received === 0) return emptyText(queues.deadLetters);
    return `none of the ${received} messages that could be received is one ${selectionText(selection)}`;
  }
}

function shownOf({ body, attributes }: DeadLetter, examined: Examined): Shown {
  return {
    ...examined,
    attributes: Object.keys(attributes),
    body: body.slice(0, keptBody),
    bodyBytes: Buffer.byteLength(body),
  };
}
