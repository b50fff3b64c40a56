import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { corruptRow, parquetRow } from '../failures/object-rows.ts';
import type { LineBlock } from '../model/bulk.ts';
import { LogflowError, never } from '../model/errors.ts';
import type { FromDecoder, ToDecoder } from './parquet-messages.ts';

/** tsc does not rewrite the URL of a worker (R37). */
const script = new URL(`./parquet-thread${extname(new URL(import.meta.url).pathname)}`, import.meta.url);
/** MiB of heap. What a file needs beyond that is no flow log's. */
const maxOldGenerationSizeMb = 512;

/** Threads without work: kept, as to start one costs more than most files. They do not keep the process alive. */
const idle: Worker[] = [];

/**
 * The blocks of a Parquet file, whose bytes are transferred to a thread; one block ahead. Throws `LF_OBJECT_CORRUPT` when it
 * is damaged, and `LF_PARQUET_LIMIT` when the thread has not the memory for it.
 */
export async function* decodeParquet(file: ArrayBuffer): AsyncGenerator<LineBlock> {
  const worker = idle.pop() ?? new Worker(script, { resourceLimits: { maxOldGenerationSizeMb } });
  worker.ref();
  let isDone = false;
  try {
    let answer = ask(worker, { kind: 'file', file }, [file]);
    while (!isDone) {
      const message = await answer;
      switch (message.kind) {
        case 'block':
          answer = ask(worker, { kind: 'next' }, []);
          // Awaited above, unless nobody wants the rest.
          answer.catch(() => {});
          yield message.block;
          break;
        case 'end':
          isDone = true;
          break;
        case 'damaged':
          isDone = true;
          throw damaged(message.reason);
        default:
          never(message);
      }
    }
  } finally {
    if (isDone) {
      worker.unref();
      idle.push(worker);
    } else await worker.terminate();
  }
}

function ask(worker: Worker, message: ToDecoder, transferred: ArrayBuffer[]): Promise<FromDecoder> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      worker.off('message', hear).off('error', fail).off('exit', exit);
      settle();
    };
    const hear = (answer: FromDecoder) => end(() => resolve(answer));
    const fail = (error: unknown) => end(() => reject(tooMuch(error)));
    const exit = () => end(() => reject(tooMuch('it ended')));
    worker.on('message', hear).on('error', fail).on('exit', exit);
    worker.postMessage(message, transferred);
  });
}

function damaged(reason: string): LogflowError {
  return new LogflowError({
    code: corruptRow.code,
    message: `the Parquet file is damaged, or uses what logflow does not read (${reason.slice(0, 200)})`,
    hint: corruptRow.hint,
  });
}

function tooMuch(cause: unknown): LogflowError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new LogflowError(
    {
      code: parquetRow.code,
      message: `the thread that read the Parquet file died: ${reason}`,
      hint: parquetRow.hint,
    },
    { cause },
  );
}
