import type { Problem } from '../model/errors.ts';

/** Of a message whose body says nothing that we know. */
export function unrecognised(reason: string): Problem {
  return {
    code: 'LF_MESSAGE_UNRECOGNISED',
    message: `a message is not an S3 notification: ${reason}`,
    hint: "It is left to the queue's redrive policy; look at it with `logflow dlq list`, and at who else writes to this queue.",
  };
}

/** Of a message that names what is nobody's. */
export function unclaimed(uri: string): Problem {
  return {
    code: 'LF_OBJECT_UNCLAIMED',
    message: `no pipeline claims ${uri}`,
    hint: "Its message is left to the queue's redrive policy; narrow the bucket's notification to the prefix of the logs.",
  };
}
