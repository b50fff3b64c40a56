import { type Acknowledger, type BulkHandler, startAcknowledger } from './acknowledge.ts';
import { flowLogObject, folder, lineOf } from './flow-lines.ts';
import { type Pty, type PtyOptions, startPty } from './pty.ts';
import { openRoad, type Road } from './road.ts';

/** `consume` in a terminal, with all that it needs. */
export interface LiveRun extends AsyncDisposable {
  readonly pty: Pty;
  readonly road: Road;
  readonly cluster: Acknowledger;
  /** Puts so many objects of ten lines each. */
  fill(objects: number): Promise<void>;
}

/** `more`: flags beside the queue and the node. */
export async function startLive(
  handler: BulkHandler,
  { more = [], ...options }: PtyOptions & { readonly more?: readonly string[] } = {},
): Promise<LiveRun> {
  const stack = new AsyncDisposableStack();
  const road = stack.use(await openRoad());
  const cluster = stack.use(await startAcknowledger(handler));
  let made = 0;
  const args = ['consume', '--queue', road.queue, '--node', cluster.url, '--no-template', '--threads', '0'];
  const env = { ...road.aws.environment, ...options.env };
  const pty = stack.use(startPty([...args, '--bulk-age', '100ms', ...more], { ...options, env }));
  return {
    pty,
    road,
    cluster,
    async fill(objects) {
      for (let n = 0; n < objects; n++) {
        const lines = Array.from({ length: 10 }, () => lineOf(++made));
        await road.put(`${folder}/object-${made}.log.gz`, flowLogObject(lines));
      }
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
