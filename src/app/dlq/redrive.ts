import { systemClock } from '../../core/clock.ts';
import { LogflowError } from '../../model/errors.ts';
import { number } from '../../model/format.ts';
import { printable } from '../../model/printable.ts';
import type { DeadLetter } from '../../source/dead-letters.ts';
import { parseNotification } from '../../source/notification.ts';
import { messageSender } from '../../source/send-messages.ts';
import type { Io } from '../io.ts';
import type { Result } from '../result.ts';
import type { Settings } from '../settings/settings.ts';
import { canAsk, confirm, needsYes } from './confirm.ts';
import { refsOf } from './examine.ts';
import { Groups } from './groups.ts';
import { Mover } from './mover.ts';
import { type DlqOptions, mostHeld } from './options.ts';
import { type DlqQueues, total } from './queues.ts';
import { type Redriven, redriveResult } from './redrive-result.ts';
import { asksForReason, leftAlone, namesIt, selectionText } from './selection.ts';
import { type Session, withDeadLetters } from './session.ts';

/** `logflow dlq redrive`: moves messages back to the queue that they came from. */
export async function redrive(settings: Settings, options: DlqOptions, io: Io): Promise<Result> {
  const ask = !options.dryRun && !options.yes;
  if (ask && !canAsk(io)) throw needsYes();
  // A message of unknown reason is not one of those that were asked for: all objects are looked at.
  const looks = options.look ? Number.POSITIVE_INFINITY : 0;
  const startedAt = systemClock.now();
  const { result, givenBack } = await withDeadLetters(
    settings,
    { dlq: options.dlq, looks },
    io,
    async (session) => {
      const { queues } = session;
      const go = !ask || total(queues.deadLetters) === 0 || (await confirm(question(queues, options), io));
      return go ? carryOut(session, options, startedAt) : undefined;
    },
  );
  if (!result) return { ok: false, json: { type: 'redrive', ok: false }, text: 'nothing was moved\n' };
  return redriveResult(result, givenBack, options);
}

async function carryOut(session: Session, options: DlqOptions, startedAt: number): Promise<Redriven> {
  const { queues, examiner, holding, aws } = session;
  const { source } = queues;
  if (!source) throw new Error('a redrive needs a source queue');
  const { selection } = options;
  const rest = 'What was not sent is still in the dead-letter queue.';
  const mover = new Mover(messageSender(aws.sqs, source.url, rest), holding, systemClock);
  const groups = new Groups();
  const left = { notSelected: 0, otherQueue: 0, later: 0 };
  const named = selection.messageIds.size || Number.POSITIVE_INFINITY;
  const max = Math.min(options.max ?? named, named);
  let selected = 0;

  async function isSelected(letter: DeadLetter): Promise<boolean> {
    const alone = leftAlone(letter, source?.arn, startedAt);
    if (alone === 'other-queue') left.otherQueue += 1;
    if (alone === 'later') left.later += 1;
    if (alone) return false;
    const said = parseNotification(letter.body);
    let wanted = namesIt(selection, letter.id, refsOf(said));
    // Looked at only where that decides, or is to be shown.
    if (wanted && (selection.reasons.size > 0 || options.dryRun)) {
      const examined = await examiner.examine(letter, said);
      // Nothing is decided on what our own credentials or network did to the looking.
      if (examiner.broken && selection.reasons.size > 0) throw new LogflowError(examiner.broken);
      wanted = asksForReason(selection, examined.reason);
      if (wanted && options.dryRun && groups.messages < max) groups.add(examined);
    }
    if (!wanted) left.notSelected += 1;
    return wanted;
  }

  async function handle(letters: readonly DeadLetter[]): Promise<boolean> {
    const wanted = await Promise.all(letters.map(isSelected));
    const chosen = letters.filter((_, i) => wanted[i]).slice(0, max - selected);
    // Before anything is awaited: others are at it, too.
    selected += chosen.length;
    if (!options.dryRun) await mover.move(chosen);
    return selected < max;
  }

  const progress = () => (options.dryRun ? '' : `, ${number(mover.counts.moved)} moved`);
  let error: LogflowError | undefined;
  const drawn = await session.draw(mostHeld, handle, progress).catch((reason) => {
    // What was moved until then is to be told all the same.
    if (!(reason instanceof LogflowError)) throw reason;
    error = reason;
    return { end: 'failed' as const, received: holding.size + mover.counts.moved };
  });
  return { ...drawn, queues, selected, left, groups, counts: mover.counts, problem: mover.problem, error };
}

function question({ deadLetters, source }: DlqQueues, { selection, max }: DlqOptions): string {
  const some = selectionText(selection);
  const what = some ? `messages ${some} (of about` : 'all messages (about';
  const most = max === undefined ? '' : `, ${number(max)} at most`;
  return printable(
    `Move ${what} ${number(total(deadLetters))}${most}) from ${deadLetters.name} to ${source?.name}? [y/N] `,
  );
}
