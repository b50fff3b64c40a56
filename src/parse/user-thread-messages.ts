import type { TransformContext } from './user-transform.ts';

/** What a thread for a user's function is started with. */
export interface UserThreadData {
  /** `file:///…/my-transform.ts` */
  readonly module: string;
  /** One number, shared: how many documents are done. Whoever watches it sees that one takes too long. */
  readonly done: Int32Array;
}

/** Items of a chunk, as in `BulkChunk`; their bytes are transferred. */
export interface UserItems {
  readonly body: Uint8Array;
  readonly starts: Uint32Array;
  readonly docs: number;
}

/** To the thread, one at a time. */
export interface ToUserThread {
  readonly items: UserItems;
  readonly context: TransformContext;
}

/** From it: `ready` or `unloadable` once, then one answer to each message. */
export type FromUserThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unloadable'; readonly why: string }
  | { readonly kind: 'items'; readonly items: UserItems; readonly leftOut: number }
  /** What the function did wrong, with which document. */
  | { readonly kind: 'failed'; readonly why: string; readonly document: string };
