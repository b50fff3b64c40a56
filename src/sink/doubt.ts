import type { Problem } from '../model/errors.ts';
import { type Doubted, type Judgement, tookOf } from './judge.ts';

/** Refusals after which documents are rejected whose index takes others: half a minute at most. */
const mostTries = 6;

/** Refusals before the first brake. Not one: answers on their way to others may say that it is the document. */
const triesBeforeBrake = 2;

/** Refusals of one index inside one batch that may be the cluster's fault, or the documents' (R17). */
export class Doubt {
  readonly index: string;
  #tries = 0;
  #brakeAfter = triesBeforeBrake;
  #taken = false;

  constructor(index: string) {
    this.index = index;
  }

  /** Refusals in a row. */
  get tries(): number {
    return this.#tries;
  }

  /** Another item of the index was taken: in the answer that began the doubt, or in a later one of any batch. */
  get taken(): boolean {
    return this.#taken;
  }

  /** If these are refused once more, they are the trouble themselves. */
  get isLastTry(): boolean {
    return this.#taken && this.#tries + 1 >= mostTries;
  }

  /** To be told of every answer while the doubt lasts. */
  saw(judged: Pick<Judgement, 'final'>): void {
    if (this.#taken || !tookOf(this.index, judged)) return;
    this.#taken = true;
    this.#tries = 0; // What was refused while nothing got in says nothing of the document.
  }

  /** One refusal more. Answers why the brake is needed, if it is (R18). */
  refused({ brakes, problem }: Doubted): Problem | undefined {
    this.#tries++;
    return brakes && !this.#taken && this.#tries >= this.#brakeAfter ? problem : undefined;
  }

  /** All tries count anew, and the next brake waits for all of them: others must have the time to come and be taken. */
  wasBraked(): void {
    this.#tries = 0;
    this.#brakeAfter = mostTries;
  }
}
