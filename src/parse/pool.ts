import { extname } from 'node:path';
import type { ObjectContext } from './context.ts';
import type { PipelineDefinition } from './definition.ts';
import type { Header } from './header.ts';
import { ThreadHandle } from './thread-handle.ts';
import type { ThreadData } from './thread-messages.ts';
import type { BegunTransform, Transforms } from './transforms.ts';

/** tsc does not rewrite the URL of a worker (R37): from source it is .ts, and .js after the build. */
const ownScript = new URL(`./thread${extname(new URL(import.meta.url).pathname)}`, import.meta.url);

/**
 * A fixed number of worker threads. An object is bound to one, because its transform remembers what came before; blocks
 * and chunks are transferred. What is under way is bounded by who awaits the chunks.
 * A thread that dies fails the blocks it had and the objects bound to it (`LF_THREAD_DIED`); the next object starts another
 * in its place.
 */
export class ThreadPool implements Transforms {
  readonly #script: URL;
  readonly #data: ThreadData;
  readonly #threads: ThreadHandle[];
  /** As threads are told of them. */
  readonly #headers = new WeakMap<Header, string>();

  /** `script`: what the threads run; tests put one in that dies. */
  private constructor(threads: number, data: ThreadData, script: URL) {
    this.#script = script;
    this.#data = data;
    this.#threads = Array.from({ length: threads }, () => new ThreadHandle(script, data));
  }

  /** Resolves when all threads have begun. Rejects with `LF_THREAD_START` when one cannot; then none is left. */
  static async open(threads: number, data: ThreadData, script: URL = ownScript): Promise<ThreadPool> {
    const pool = new ThreadPool(threads, data, script);
    try {
      await Promise.all(pool.#threads.map(({ ready }) => ready));
      return pool;
    } catch (error) {
      await pool.close();
      throw error;
    }
  }

  /** `definition` is one of those that the pool was opened with. */
  begin(definition: PipelineDefinition, header: Header, object: ObjectContext): BegunTransform {
    const text = this.#headers.get(header) ?? JSON.stringify(header);
    this.#headers.set(header, text);
    return this.#leastLoaded().open(this.#data.definitions.indexOf(definition), text, object);
  }

  /** Ends all threads; blocks without an answer fail. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.splice(0).map((thread) => thread.close()));
  }

  #leastLoaded(): ThreadHandle {
    const loads = this.#threads.map((thread) => (thread.dead ? 0 : thread.objects));
    const seat = loads.indexOf(Math.min(...loads));
    const thread = this.#threads[seat];
    if (thread === undefined) throw new Error('the pool is closed');
    if (!thread.dead) return thread;
    const replacement = new ThreadHandle(this.#script, this.#data);
    this.#threads[seat] = replacement;
    return replacement;
  }
}
