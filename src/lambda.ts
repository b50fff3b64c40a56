/*
 * For AWS Lambda: the settings are variables of the function. Importing it throws when they are wrong.
 */

import { createHandler } from './app/lambda/handler.ts';

/** For the SQS trigger, with ReportBatchItemFailures. */
export const handler = createHandler(process.env);
