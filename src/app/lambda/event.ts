/*
 * What Lambda and its SQS trigger hand over and take back, as far as it is read here.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */

export interface SqsEvent {
  readonly Records: readonly SqsRecord[];
}

export interface SqsRecord {
  readonly messageId: string;
  readonly body: string;
}

export interface LambdaContext {
  /** ms until the function is ended, wherever it is. */
  getRemainingTimeInMillis(): number;
}

/** The messages that have to stay in the queue; Lambda deletes the others. */
export interface SqsBatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export type SqsHandler = (event: SqsEvent, context: LambdaContext) => Promise<SqsBatchResponse>;
