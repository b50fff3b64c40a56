import type { LineBlock } from '../../model/bulk.ts';
import { LogflowError } from '../../model/errors.ts';
import type { OwnDefinition } from '../../parse/definition.ts';
import { linesOf } from '../../parse/lines.ts';
import type { OwnEvent } from '../../parse/own/event.ts';
import { ownReader } from '../../parse/own/own-reader.ts';
import type { ReadingContext } from '../../parse/reading.ts';
import type { UserThread } from '../../parse/user-thread-handle.ts';
import { effectBetween, type Flat, flatOf } from './effects.ts';
import { parseExactly } from './exact-json.ts';
import type { StepEffect, TracedLine } from './explanation.ts';

/** Follows the first lines of an object through the steps of a user's own pipeline. */
export class Traces {
  readonly lines: TracedLine[] = [];
  readonly #most: number;
  readonly #context: ReadingContext<OwnDefinition>;
  readonly #thread: UserThread | undefined;

  /** `most`: lines to follow. `thread`: that of the pipeline's `transform`. */
  constructor(most: number, context: ReadingContext<OwnDefinition>, thread: UserThread | undefined) {
    this.#most = most;
    this.#context = context;
    this.#thread = thread;
  }

  /** A block, still whole. `latest`: s since the epoch. */
  async add(block: LineBlock, latest: number): Promise<void> {
    if (this.lines.length >= this.#most) return;
    const { definition } = this.#context;
    const steps: StepEffect[] = [];
    let before: Flat = new Map();
    const saw = (step: number, { fields }: OwnEvent) => {
      const after = flatOf(fields);
      steps.push({ ...nameOf(definition, step), ...effectBetween(before, after) });
      before = after;
    };
    const reader = ownReader(this.#context, { saw });
    for (const line of linesOf(block)) {
      if (this.lines.length >= this.#most) return;
      if (line.content.length === 0) continue;
      [steps.length, before] = [0, new Map()];
      const reading = reader.read(line, latest);
      if (reading.kind === 'skipped') continue;
      const next = nameOf(definition, steps.length - 1);
      if (reading.kind === 'filtered') steps.push({ ...next, effect: 'left-out', as: reading.value });
      if (reading.kind === 'malformed') steps.push({ ...next, effect: 'malformed', reason: reading.reason });
      if (reading.kind === 'document' && this.#thread)
        steps.push(await this.#transformed(this.#thread, reading.document));
      this.lines.push({ offset: line.offset, steps: [...steps] });
    }
  }

  /** What the user's function does to a document. */
  async #transformed(thread: UserThread, document: object): Promise<StepEffect> {
    const { definition, object } = this.#context;
    const item = Buffer.from(`{}\n${JSON.stringify(document)}\n`);
    const items = { body: new Uint8Array(item), starts: new Uint32Array([0, item.length]), docs: 1 };
    const name = { step: 'transform', number: definition.steps.length + 1 };
    try {
      const made = await thread.run({ items, context: { pipeline: definition.name, object: object.uri } });
      if (made.leftOut > 0) return { ...name, effect: 'left-out', as: 'transform' };
      const text = Buffer.from(made.items.body).toString('utf8').split('\n')[1] ?? '{}';
      return { ...name, ...effectBetween(flatOf(document), flatOf(parseExactly(text))) };
    } catch (error) {
      if (!(error instanceof LogflowError)) throw error;
      return { ...name, effect: 'failed', reason: error.message };
    }
  }
}

/** The parser is number 0, steps are counted from 1. */
function nameOf({ parser, steps }: OwnDefinition, step: number): { step: string; number: number } {
  return { step: step < 0 ? parser.kind : (steps[step]?.kind ?? 'time'), number: step + 1 };
}
