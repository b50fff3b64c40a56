/** ms that SQS, or one request to the cluster, may take: somebody looks at an empty screen meanwhile. */
export const answerWithin = 10_000;
