import { type ClusterProxy, startClusterProxy } from '../helpers/cluster-proxy.ts';
import { type LogflowResult, type RunningLogflow, startLogflow } from '../helpers/process.ts';
import type { Road } from '../helpers/road.ts';
import { startS3Proxy } from '../helpers/s3-proxy.ts';
import { startSqsProxy } from '../helpers/sqs-proxy.ts';
import { waitFor } from '../helpers/wait.ts';
import { clusterFaults } from './cluster-faults.ts';
import { type FaultParts, s3Faults } from './s3-faults.ts';
import { type Message, type QueueWatch, sqsFaults, visibilityTimeout } from './sqs-faults.ts';

export interface ConsumerParts extends FaultParts {
  readonly road: Road;
  readonly clusterUrl: string;
  /** What the names of its indices begin with. */
  readonly index: string;
  readonly sizes: ReadonlyMap<string, number>;
  readonly watch: QueueWatch;
  /** ms that one process may live. */
  readonly longest: number;
  /** It ended although nobody had told it to. */
  readonly onEnd: (consumer: number, result: LogflowResult) => void;
}

/** ms: a receive that is pending, and a busy machine. */
const stopsWithin = 60_000;

/** A consumer with a way to S3, SQS and the cluster of its own, that can be killed and started again. */
export class Consumer implements AsyncDisposable {
  /** Messages that its process holds, by receipt handle. */
  readonly held = new Map<string, Message>();
  readonly #parts: ConsumerParts;
  readonly #proxies: AsyncDisposableStack;
  readonly #cluster: ClusterProxy;
  readonly #start: () => RunningLogflow;
  #process: RunningLogflow | undefined;

  static async open(parts: ConsumerParts): Promise<Consumer> {
    const { road, clusterUrl } = parts;
    await using proxies = new AsyncDisposableStack();
    const held = new Map<string, Message>();
    const s3 = proxies.use(await startS3Proxy(road.aws.endpoint, s3Faults(parts, parts.sizes)));
    const sqs = proxies.use(await startSqsProxy(road.aws.endpoint, sqsFaults(parts, parts.watch, held)));
    const cluster = proxies.use(await startClusterProxy(clusterUrl, clusterFaults(parts)));
    const env = {
      ...road.aws.environment,
      AWS_ENDPOINT_URL_S3: s3.url,
      AWS_ENDPOINT_URL_SQS: sqs.url,
    };
    const start = () => startLogflow(argsFor(parts, cluster.url), { env, timeoutMs: parts.longest });
    return new Consumer(parts, held, proxies.move(), cluster, start);
  }

  private constructor(
    parts: ConsumerParts,
    held: Map<string, Message>,
    proxies: AsyncDisposableStack,
    cluster: ClusterProxy,
    start: () => RunningLogflow,
  ) {
    this.#parts = parts;
    this.held = held;
    this.#proxies = proxies;
    this.#cluster = cluster;
    this.#start = start;
  }

  start(): void {
    const process = this.#start();
    this.#process = process;
    const { consumer, onEnd } = this.#parts;
    process.done.then(
      (result) => this.#process === process && onEnd(consumer, result),
      () => {}, // It lived for too long: whoever waits for the end of the run says so.
    );
  }

  /** SIGKILL; resolves when it is gone, with how many messages it held. */
  async kill(): Promise<number> {
    const process = this.#process;
    this.#process = undefined;
    process?.kill('SIGKILL');
    await process?.done;
    const held = this.held.size;
    this.held.clear();
    return held;
  }

  /** SIGTERM; resolves with how it ended. */
  async stop(): Promise<LogflowResult> {
    const process = this.#process;
    if (!process) throw new Error(`consumer ${this.#parts.consumer} does not run`);
    this.#process = undefined;
    this.#proxies.use(process);
    let end: LogflowResult | undefined;
    void process.done.then((result) => {
      end = result;
    });
    process.kill('SIGTERM');
    return waitFor(() => end, {
      what: `consumer ${this.#parts.consumer} (pid ${process.pid}) to end after SIGTERM, with nothing to do`,
      timeoutMs: stopsWithin,
    });
  }

  /** Whether its cluster is gone. */
  clusterAway(is: boolean): void {
    this.#cluster.away(is);
  }

  /** What it says of itself. */
  async lastWords(): Promise<string> {
    const process = this.#process;
    await this.kill();
    const { stderr = '' } = (await process?.done.catch(() => undefined)) ?? {};
    return stderr.trimEnd().split('\n').slice(-5).join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process?.[Symbol.asyncDispose]();
    await this.#proxies.disposeAsync();
  }
}

function argsFor({ road, index }: ConsumerParts, node: string): string[] {
  return [
    'consume',
    ...['--queue', road.queue, '--node', node, '--index', `${index}-{yyyy}-{MM}-{dd}`, '--json'],
    ...['--visibility-timeout', `${visibilityTimeout}s`, '--read-timeout', '1s', '--request-timeout', '4s'],
    // Many small requests: many moments in which something can go wrong.
    ...['--concurrency', '8', '--bulk-docs', '500', '--bulk-age', '100ms', '--threads', '1'],
  ];
}
