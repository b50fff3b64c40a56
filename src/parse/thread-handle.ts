import { Worker } from 'node:worker_threads';
import { threadRows } from '../failures/object-rows.ts';
import { problemOf } from '../failures/row.ts';
import type { BulkChunk, LineBlock } from '../model/bulk.ts';
import { LogflowError, never } from '../model/errors.ts';
import type { ObjectContext } from './context.ts';
import {
  type Beginning,
  type FromThread,
  type ThreadData,
  type ToThread,
  unpackError,
} from './thread-messages.ts';
import type { BegunTransform } from './transforms.ts';

/** MiB, in V8's count three times what one semi-space has: app/memory.ts says what a thread begins with, this is the cap. */
const maxYoungGenerationSizeMb = 24;
/** MiB. A line of --max-line 64MiB still fits; what needs more ends its thread, not the process. */
const maxOldGenerationSizeMb = 512;

/**
 * Blocks that a thread has at once: one it works on, and some so that it need not wait for the next. The others wait here,
 * as blocks: their bodies are eight times as large.
 */
const maxUnderWay = 4;
/** Bodies that are kept for the thread. */
const maxSpare = maxUnderWay;

/** A block that has no answer yet. */
interface Pending {
  readonly object: number;
  readonly block: LineBlock;
  readonly beginning: Beginning | undefined;
  resolve(chunk: BulkChunk): void;
  reject(reason: unknown): void;
}

/** A worker thread, seen from the main thread. */
export class ThreadHandle {
  readonly #worker: Worker;
  /** The thread answers in the order in which it was asked: the first ones are with it. */
  readonly #pending: Pending[] = [];
  #underWay = 0;
  readonly #ready = Promise.withResolvers<void>();
  /** Bodies of chunks that are in their batches: they go back with the next blocks. */
  readonly #spare: Uint8Array[] = [];
  /** Objects of which the thread does not know yet that they have ended. */
  readonly #ended: number[] = [];
  #isReady = false;
  #objects = 0;
  #opened = 0;
  /** Why it ends, as far as is known. */
  #reason: string | undefined;
  #dead: LogflowError | undefined;

  constructor(script: URL, data: ThreadData) {
    this.#worker = new Worker(script, {
      workerData: data,
      resourceLimits: { maxYoungGenerationSizeMb, maxOldGenerationSizeMb },
    });
    this.#worker.on('message', (message: FromThread) => this.#hear(message));
    this.#worker.on('error', (error) => this.#because(error));
    this.#worker.on('messageerror', (error) => {
      this.#because(error);
      void this.#worker.terminate();
    });
    this.#worker.on('exit', (code) => this.#died(`exit code ${code}`));
    // A thread that replaces another is not waited for: its blocks tell.
    this.#ready.promise.catch(() => {});
  }

  /** Rejects with `LF_THREAD_START` when it ends before it has begun. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  get dead(): boolean {
    return this.#dead !== undefined;
  }

  /** Open objects. */
  get objects(): number {
    return this.#objects;
  }

  /** As in `Beginning`. */
  open(definition: number, header: string, context: ObjectContext): BegunTransform {
    const object = this.#opened++;
    this.#objects += 1;
    let beginning: Beginning | undefined = { definition, header, context };
    return {
      transform: (block) => {
        const first = beginning;
        beginning = undefined;
        return this.#transform(object, block, first);
      },
      reuse: (body) => {
        if (this.#spare.length < maxSpare) this.#spare.push(body);
      },
      end: () => {
        this.#objects -= 1;
        this.#ended.push(object);
      },
    };
  }

  /** Ends the thread; blocks without an answer fail. */
  async close(): Promise<void> {
    this.#reason ??= 'it was told to end';
    await this.#worker.terminate();
  }

  #transform(object: number, block: LineBlock, beginning: Beginning | undefined): Promise<BulkChunk> {
    return new Promise((resolve, reject) => {
      if (this.#dead) throw this.#dead;
      // An idle thread does not keep the process alive, a busy one does.
      if (this.#pending.push({ object, block, beginning, resolve, reject }) === 1) this.#worker.ref();
      this.#feed();
    });
  }

  #feed(): void {
    for (let next = this.#pending[this.#underWay]; next && this.#underWay < maxUnderWay; ) {
      const { object, block, beginning } = next;
      const spare = this.#spare.pop();
      const ended = this.#ended.splice(0);
      const buffers = [block.bytes, ...(spare ? [spare] : [])].map(({ buffer }) => buffer as ArrayBuffer);
      this.#worker.postMessage({ object, block, beginning, ended, spare } satisfies ToThread, buffers);
      next = this.#pending[++this.#underWay];
    }
  }

  #hear(message: FromThread): void {
    switch (message.kind) {
      case 'ready':
        this.#isReady = true;
        this.#ready.resolve();
        if (this.#pending.length === 0) this.#worker.unref();
        break;
      case 'chunk':
        this.#next()?.resolve(message.chunk);
        break;
      case 'thrown':
        this.#next()?.reject(unpackError(message.thrown));
        break;
      default:
        never(message);
    }
  }

  #next(): Pending | undefined {
    const first = this.#pending.shift();
    this.#underWay -= 1;
    this.#feed();
    if (this.#pending.length === 0) this.#worker.unref();
    return first;
  }

  #because(error: unknown): void {
    this.#reason ??= error instanceof Error ? error.message : String(error);
  }

  #died(how: string): void {
    const reason = this.#reason ?? how;
    this.#dead = new LogflowError(
      this.#isReady
        ? problemOf(threadRows.died, `a worker thread died: ${reason}`)
        : problemOf(threadRows.start, `a worker thread cannot be started: ${reason}`),
    );
    this.#ready.reject(this.#dead);
    for (const { reject } of this.#pending.splice(0)) reject(this.#dead);
  }
}
