import type { Clock } from '../../model/control.ts';
import type { Problem } from '../../model/errors.ts';
import type { DeadLetter } from '../../source/dead-letters.ts';
import type { Holding } from '../../source/holding.ts';
import { type SendMessages, type SendResult, sendBatches } from '../../source/send-messages.ts';

/** What was done; each message is in one of the first three. */
export interface MoveCounts {
  /** Sent to the source queue, and deleted here. */
  moved: number;
  /** Sent, and still here: it is in both queues. Ids make that harmless: what it names is indexed once. */
  twice: number;
  /** Not sent: it is still here, and only here. */
  notSent: number;
}

const attempts = 3;

/**
 * Moves messages: sends a copy, then deletes the original (R27). In this order, so that whatever happens in between
 * (a crash, a lost answer) leaves a message in both queues, never in none.
 */
export class Mover {
  readonly counts: MoveCounts = { moved: 0, twice: 0, notSent: 0 };
  /** The first thing that went wrong with a single message. */
  problem: Problem | undefined;
  readonly #send: SendMessages;
  readonly #holding: Holding;
  readonly #clock: Clock;

  constructor(send: SendMessages, holding: Holding, clock: Clock) {
    this.#send = send;
    this.#holding = holding;
    this.#clock = clock;
  }

  /** Rejects when SQS takes no more requests; what was not sent is still held then. */
  async move(letters: readonly DeadLetter[]): Promise<void> {
    for (const batch of sendBatches(letters)) await this.#moveBatch(batch);
  }

  async #moveBatch(batch: readonly DeadLetter[]): Promise<void> {
    let waiting = batch;
    for (let n = 1; waiting.length > 0; n++) {
      const results = await this.#sendAll(waiting);
      const sent = waiting.filter((_, i) => results[i]?.kind === 'sent');
      await Promise.all(sent.map((letter) => this.#delete(letter)));
      const again = waiting.filter((_, i) => n < attempts && isWorthAnotherTry(results[i]));
      const failed = results.find((result) => result.kind === 'failed');
      if (failed) this.#notSent(waiting.length - sent.length - again.length, failed.reason);
      if (again.length > 0) await this.#clock.sleep(200 * 2 ** n);
      waiting = again;
    }
  }

  async #sendAll(letters: readonly DeadLetter[]): Promise<SendResult[]> {
    try {
      return await this.#send(letters);
    } catch (error) {
      // Perhaps they were sent, and the answer was lost: then they are in both queues.
      this.counts.notSent += letters.length;
      throw error;
    }
  }

  async #delete({ id }: DeadLetter): Promise<void> {
    const result = await this.#holding.deleteCopied(id);
    if (result.kind === 'done') {
      this.counts.moved += 1;
      return;
    }
    this.counts.twice += 1;
    this.problem ??= {
      code: 'LF_DELETE_FAILED',
      message: `message ${id} was sent and could not be deleted: ${result.kind === 'failed' ? result.reason : 'its receipt handle is no longer valid'}`,
      hint: 'It is in both queues, which doubles nothing: ids are made from the lines. Redrive again when SQS takes deletes.',
    };
  }

  #notSent(count: number, reason: string): void {
    if (count === 0) return;
    this.counts.notSent += count;
    this.problem ??= {
      code: 'LF_SEND_FAILED',
      message: `the source queue did not take ${count === 1 ? 'a message' : `${count} messages`}: ${reason}`,
      hint: 'What was not sent is still in the dead-letter queue; mend what SQS says, and redrive again.',
    };
  }
}

function isWorthAnotherTry(result: SendResult | undefined): boolean {
  return result?.kind === 'failed' && result.retry;
}
