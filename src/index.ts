/*
 * The engine as a library: `import { createIngest } from 'logflow'`.
 */

export type {
  LambdaContext,
  SqsBatchResponse,
  SqsEvent,
  SqsHandler,
  SqsRecord,
} from './app/lambda/event.ts';
export { createHandler, type LambdaOptions } from './app/lambda/handler.ts';
export {
  createIngest,
  type Ingest,
  type IngestOptions,
  type LocalFile,
  type S3Object,
} from './app/library/create-ingest.ts';
export type { MessageOutcome, ObjectOutcome } from './app/library/message.ts';
export type { IngestSettings } from './app/library/settings.ts';
export type { Summary } from './app/summary.ts';
export type { Books } from './model/books.ts';
export { LogflowError, type Problem } from './model/errors.ts';
export type { CountedProblem, MetricsSnapshot } from './model/metrics.ts';
export type { Outcome } from './model/object.ts';
