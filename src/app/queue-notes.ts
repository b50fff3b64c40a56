import type { QueueApi } from '../source/queue-api.ts';
import type { Io } from './io.ts';
import type { Settings } from './settings/settings.ts';

/**
 * Says what is worth knowing before it matters, and answers with whether poison has somewhere to go. A role that may not
 * ask is no reason to stop (R22, R23): then a redrive policy is assumed, and poison is held back for the shorter time.
 */
export async function tellAboutQueue(
  api: QueueApi,
  queueUrl: string,
  settings: Settings,
  io: Io,
): Promise<boolean> {
  if (queueUrl.endsWith('.fifo')) {
    io.stderr.write(
      'warning: a FIFO queue: while a message is held back, so is all that is behind it in its message group\nnext: S3 and SNS cannot write to one; use a standard queue, or one message group for each object.\n',
    );
  }
  try {
    const { visibilityTimeout, redrive } = await api.properties();
    const ours = settings['visibility-timeout'];
    if (visibilityTimeout !== ours) {
      io.stderr.write(
        `note: the queue's own visibility timeout is ${visibilityTimeout} s; logflow holds messages for ${ours} s at a time (--visibility-timeout)\n`,
      );
    }
    if (!redrive) tellAboutRedrive(false, io);
    return redrive;
  } catch {
    // The first receive tells what is wrong, and whether it matters.
    return true;
  }
}

/** At the start, and when it changes while we run. */
export function tellAboutRedrive(redrive: boolean, io: Io): void {
  io.stderr.write(
    redrive
      ? 'note: the queue has a redrive policy now\n'
      : 'warning: the queue has no redrive policy: messages that cannot be handled come again, up to 11 hours apart, until they expire\nnext: Give it a dead-letter queue, with a maxReceiveCount of 20 or so; then `logflow dlq list` shows them.\n',
  );
}
