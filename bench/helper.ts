import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A part of the benchmark in a process of its own, so that its CPU is not counted with what is measured. */
export interface Helper<Answer> extends AsyncDisposable {
  readonly pid: number;
  /** What it said when it was ready. */
  readonly ready: Answer;
  ask(question: unknown): Promise<Answer>;
}

/** Starts a file of this folder; it answers each message with one, the first without being asked. It ends with us. */
export async function startHelper<Answer>(
  file: string,
  args: readonly string[] = [],
): Promise<Helper<Answer>> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, { serialization: 'advanced' });
  const ready = await next<Answer>(child, file);
  return {
    pid: child.pid as number,
    ready,
    ask: (question) => {
      const answer = next<Answer>(child, file);
      child.send(question as object);
      return answer;
    },
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

function next<Answer>(child: ChildProcess, file: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error(`${file} ended`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as Answer);
    });
  });
}

/** The helper's side: tells that it is ready, then answers question by question until the benchmark ends. */
export function serve<Question>(ready: unknown, answer: (question: Question) => unknown): void {
  process.on('message', async (question) => process.send?.((await answer(question as Question)) ?? null));
  process.once('disconnect', () => process.exit());
  process.send?.(ready);
}
