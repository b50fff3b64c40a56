import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { transformRows } from '../failures/object-rows.ts';
import { problemOf } from '../failures/row.ts';
import { LogflowError, never, type Problem } from '../model/errors.ts';
import { DeadlineWatch } from './deadline-watch.ts';
import type { OwnTransform } from './own-definition.ts';
import type { FromUserThread, ToUserThread, UserItems, UserThreadData } from './user-thread-messages.ts';

/** As for the pool's threads (R37). */
const script = new URL(`./user-thread${extname(new URL(import.meta.url).pathname)}`, import.meta.url);
/** s that a module may take to be loaded. */
const loadDeadline = 10;
/** MiB */
const maxOldGenerationSizeMb = 512;

export interface Transformed {
  readonly items: UserItems;
  /** Documents that the function left out. */
  readonly leftOut: number;
}

interface Job {
  readonly message: ToUserThread;
  resolve(made: Transformed): void;
  reject(error: LogflowError): void;
}

/** A worker that runs, and what is known of it. */
interface Running {
  readonly worker: Worker;
  readonly watch: DeadlineWatch;
  isReady: boolean;
}

/**
 * A thread for a user's function, seen from the main thread. It gets one job at a time. A function that takes longer for one
 * document than it may is ended with its thread: the job fails, and those that wait go to another thread (R15).
 */
export class UserThread {
  readonly #transform: OwnTransform;
  readonly #name: string;
  readonly #waiting: Job[] = [];
  #underWay: Job | undefined;
  #running: Running | undefined;
  #closed = false;

  constructor(transform: OwnTransform) {
    this.#transform = transform;
    this.#name = fileURLToPath(transform.module);
  }

  /** Resolves when the function is there. Rejects with `LF_TRANSFORM_LOAD`. */
  async open(): Promise<void> {
    const nothing = { body: new Uint8Array(0), starts: new Uint32Array(1), docs: 0 };
    await this.run({ items: nothing, context: { pipeline: '', object: '' } });
  }

  /** Rejects with `LF_TRANSFORM_…`. The bytes of the items are gone. */
  run(message: ToUserThread): Promise<Transformed> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ message, resolve, reject });
      this.#next();
    });
  }

  /** What has no answer fails. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#end(problemOf(transformRows.died, `${this.#name}: the thread was told to end`), 'all');
  }

  #next(): void {
    if (this.#underWay || this.#waiting.length === 0 || this.#closed) return;
    this.#running ??= this.#start();
    const { worker, watch, isReady } = this.#running;
    if (!isReady) return;
    this.#underWay = this.#waiting.shift();
    const message = this.#underWay?.message;
    if (!message) return;
    worker.ref();
    watch.begin(this.#transform.deadline);
    const { body, starts } = message.items;
    worker.postMessage(message, [body.buffer as ArrayBuffer, starts.buffer as ArrayBuffer]);
  }

  #start(): Running {
    const done = new Int32Array(new SharedArrayBuffer(4));
    const workerData: UserThreadData = { module: this.#transform.module, done };
    // What it prints must not get between our own lines.
    const options = { workerData, stdout: true, resourceLimits: { maxOldGenerationSizeMb } };
    const worker = new Worker(script, options);
    const watch = new DeadlineWatch(done, (seconds) => void this.#late(seconds));
    const running = { worker, watch, isReady: false };
    let why: string | undefined;
    worker.stdout.on('data', (printed: Buffer) => process.stderr.write(printed));
    worker.on('message', (message: FromUserThread) => {
      if (this.#running === running) this.#hear(message, running);
    });
    worker.on('error', (error: unknown) => {
      why = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', (code) => {
      if (this.#running === running) void this.#died(why ?? `exit code ${code}`);
    });
    watch.begin(loadDeadline);
    return running;
  }

  #hear(message: FromUserThread, running: Running): void {
    running.watch.end();
    switch (message.kind) {
      case 'ready':
        running.isReady = true;
        break;
      case 'unloadable':
        void this.#end(this.#unloadable(message.why), 'all');
        return;
      case 'items':
        this.#take()?.resolve(message);
        break;
      case 'failed': {
        const job = this.#take();
        const text = `${this.#name}: ${message.why}, with the document ${message.document} of ${job?.message.context.object}`;
        job?.reject(new LogflowError(problemOf(transformRows.failed, text)));
        break;
      }
      default:
        never(message);
    }
    this.#next();
    // An idle thread does not keep the process alive.
    if (!this.#underWay) running.worker.unref();
  }

  #take(): Job | undefined {
    const job = this.#underWay;
    this.#underWay = undefined;
    return job;
  }

  #unloadable(why: string): Problem {
    return problemOf(transformRows.load, `${this.#name} cannot be loaded: ${why}`);
  }

  #late(seconds: number): Promise<void> {
    if (!this.#running?.isReady)
      return this.#end(this.#unloadable(`it takes longer than ${seconds} s`), 'all');
    const text = `${this.#name} took longer than ${seconds} s for one document of ${this.#object}`;
    return this.#end(problemOf(transformRows.deadline, text), 'its');
  }

  #died(why: string): Promise<void> {
    if (!this.#running?.isReady) return this.#end(this.#unloadable(why), 'all');
    const text = `${this.#name} ended its thread, with a document of ${this.#object}: ${why}`;
    return this.#end(problemOf(transformRows.died, text), 'its');
  }

  get #object(): string {
    return this.#underWay?.message.context.object ?? 'no object';
  }

  /** Ends the thread. What it works on fails, or all; the others go to the next thread. */
  async #end(problem: Problem, which: 'its' | 'all'): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    running?.watch.end();
    const failed = [this.#take(), ...(which === 'all' ? this.#waiting.splice(0) : [])];
    const exit = problem.code === transformRows.load.code ? 2 : 1;
    for (const job of failed) job?.reject(new LogflowError(problem, { exit }));
    this.#next();
    await running?.worker.terminate();
  }
}
