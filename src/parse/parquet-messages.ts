import type { LineBlock } from '../model/bulk.ts';

/** To the thread that decodes: a file, whose bytes are transferred, or that the last block was taken. One answer each. */
export type ToDecoder = { readonly kind: 'file'; readonly file: ArrayBuffer } | { readonly kind: 'next' };

export type FromDecoder =
  | { readonly kind: 'block'; readonly block: LineBlock }
  | { readonly kind: 'end' }
  | { readonly kind: 'damaged'; readonly reason: string };
