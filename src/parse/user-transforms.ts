import type { BulkChunk, LineBlock } from '../model/bulk.ts';
import type { ObjectContext } from './context.ts';
import type { OwnDefinition, PipelineDefinition } from './definition.ts';
import type { Header } from './header.ts';
import type { BegunTransform, Transforms } from './transforms.ts';
import { UserThread } from './user-thread-handle.ts';

/** What documents are counted by that a function of the user's leaves out. */
const leftOutKind = 'transform';

/**
 * Adds to transforms what functions of the user's do, each in a thread of its own. It is a stage behind the pool and not a
 * part of it: a thread of the pool that waited for such a function would hold up all other objects bound to it, and ending
 * the function would end them (R15).
 */
export class UserTransforms implements Transforms {
  readonly #inner: Transforms;
  /** By the name of a pipeline. */
  readonly #threads: ReadonlyMap<string, UserThread>;

  private constructor(inner: Transforms, threads: ReadonlyMap<string, UserThread>) {
    this.#inner = inner;
    this.#threads = threads;
  }

  /** Resolves when all functions are there. Rejects with `LF_TRANSFORM_LOAD`; then no thread is left, none of `inner`'s either. */
  static async open(definitions: readonly PipelineDefinition[], inner: Transforms): Promise<UserTransforms> {
    const own = definitions.filter((one): one is OwnDefinition => one.kind === 'own');
    const threads = new Map(
      own.flatMap(({ name, transform }) => (transform ? [[name, new UserThread(transform)]] : [])),
    );
    const transforms = new UserTransforms(inner, threads);
    try {
      for (const thread of threads.values()) await thread.open();
      return transforms;
    } catch (error) {
      await transforms.close();
      throw error;
    }
  }

  /** The thread of a pipeline's function; undefined where it has none. */
  threadOf(pipeline: string): UserThread | undefined {
    return this.#threads.get(pipeline);
  }

  begin(definition: PipelineDefinition, header: Header, object: ObjectContext): BegunTransform {
    const begun = this.#inner.begin(definition, header, object);
    const thread = this.#threads.get(definition.name);
    if (!thread) return begun;
    const context = { pipeline: definition.name, object: object.uri };
    const transform = async (block: LineBlock): Promise<BulkChunk> => {
      const chunk = await begun.transform(block);
      const { docs, filtered } = chunk;
      if (docs === 0) return chunk;
      // Copies: the body is as large as a body ever was, and goes back to be used again.
      const body = new Uint8Array(chunk.body.subarray(0, chunk.starts[docs]));
      const starts = chunk.starts.slice(0, docs + 1);
      begun.reuse(chunk.body);
      const { items, leftOut } = await thread.run({ items: { body, starts, docs }, context });
      const left = leftOut > 0 && { [leftOutKind]: (filtered[leftOutKind] ?? 0) + leftOut };
      return { ...chunk, ...items, filtered: { ...filtered, ...left } };
    };
    return { transform, reuse: () => {}, end: () => begun.end() };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#threads.values()].map((thread) => thread.close()));
    await this.#inner.close();
  }
}
