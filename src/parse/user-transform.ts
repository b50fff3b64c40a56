/*
 * For whoever writes a `transform` of a pipeline of their own: `import type { Transform } from 'logflow/transform'`.
 */

/**
 * A document as it is about to be sent. Whole numbers that JavaScript's `number` cannot hold are `bigint`; the same may be
 * answered.
 */
// biome-ignore lint/suspicious/noExplicitAny: what is in a document is the user's affair
export type Document = Record<string, any>;

/** Where a document comes from. */
export interface TransformContext {
  /** Name of the pipeline. */
  readonly pipeline: string;
  /** `s3://bucket/key`, or the path of a file. */
  readonly object: string;
}

/**
 * Answers with the document to send, the same one or another; with nothing it is left out, and counted as filtered by the
 * name `transform`. Index and id are decided before. What it throws fails the object.
 */
export type Transform = (document: Document, context: TransformContext) => Document | undefined;
