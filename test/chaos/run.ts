import { setTimeout as pause } from 'node:timers/promises';
import { openRoad, type Road } from '../helpers/road.ts';
import { summaryOf } from '../helpers/search.ts';
import { waitFor } from '../helpers/wait.ts';
import type { ChaosPlan, ChaosResult } from './chaos.ts';
import { Consumer } from './consumer.ts';
import { dice } from './dice.ts';
import { Mischief } from './faults.ts';
import { Killer, type KillPoint } from './killer.ts';
import { fillRoad, isPoison, type Load, poisons } from './load.ts';
import type { Message } from './sqs-faults.ts';
import { endErrors, indexErrors } from './verify.ts';

const consumers = 2;
/** ms that the cluster is gone for. */
const awayFor = 20_000;
/** Of the objects: a consumer goes on for a while until it comes to the moment at which it is to be killed. */
const underKills = 0.5;

export class Run implements AsyncDisposable {
  readonly #startedAt = performance.now();
  readonly #plan: ChaosPlan;
  readonly #mischief: Mischief;
  readonly #killer: Killer;
  readonly #parts = new AsyncDisposableStack();
  readonly #consumers: Consumer[] = [];
  readonly #errors: string[] = [];
  /** Rejects when a consumer ended by itself. */
  readonly #ended = Promise.withResolvers<never>();
  #deleted = 0;
  #killsHolding = 0;
  #messagesHeld = 0;
  #away: Promise<void> | undefined;
  /** Whoever still waits for something need not. */
  #over = false;

  constructor(plan: ChaosPlan) {
    const { seed, faults, kills, objects } = plan;
    this.#plan = plan;
    this.#mischief = new Mischief(seed, faults);
    this.#killer = new Killer({
      kills,
      every: Math.max(1, Math.floor((objects * underKills) / (kills + 1))),
      random: dice(seed, 'kills'),
      kill: (consumer, point) => this.#kill(consumer, point),
    });
    // Looked at later, or never.
    this.#ended.promise.catch(() => {});
  }

  async toTheEnd(): Promise<ChaosResult> {
    const { seed, objects, clusterUrl, index } = this.#plan;
    const road = this.#parts.use(await openRoad('sns'));
    const load = await fillRoad(road, objects, seed, index);
    for (let consumer = 0; consumer < consumers; consumer++) await this.#open(road, load, consumer);
    for (const consumer of this.#consumers) consumer.start();
    await Promise.race([this.#ended.promise, this.#emptied(road)]);
    // A message that is sent again now would come when nobody is left to read it.
    this.#mischief.end('sqs-duplicate');
    await Promise.race([this.#ended.promise, this.#emptied(road)]);
    this.#say('the queue is empty');
    await this.#away;
    const ends = await Promise.all(this.#consumers.map((consumer) => consumer.stop()));
    ends.forEach((end, consumer) => {
      this.#errors.push(...endErrors(consumer, end));
    });
    this.#errors.push(...(await indexErrors(clusterUrl, `${index}-*`, load.documents)));
    if ((await left(road)) !== poisons)
      this.#errors.push(`${await left(road)} messages are left, and should be ${poisons}`);
    this.#say(this.#errors.length === 0 ? 'exact' : this.#errors.join('; '));
    return {
      errors: this.#errors,
      documents: load.documents.size,
      kills: this.#killer.done,
      killsHolding: this.#killsHolding,
      messagesHeld: this.#messagesHeld,
      injected: this.#mischief.injected,
      duplicates: ends.reduce((sum, { stdout }) => sum + summaryOf(stdout).documents.duplicate, 0),
      seconds: this.#seconds,
    };
  }

  get #seconds(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }

  #say(line: string): void {
    const { say, objects } = this.#plan;
    say(`${this.#seconds.toFixed(1)} s, ${this.#deleted} of ${objects} done: ${line}`);
  }

  async #open(road: Road, { sizes }: Load, consumer: number): Promise<void> {
    const { seed, clusterUrl, index, longest } = this.#plan;
    const watch = {
      lately: [] as Message[],
      sendAgain: (body: string) => road.send(body),
      deleted: (messages: readonly Message[]) => this.#progress(messages),
    };
    const opened = await Consumer.open({
      ...{ seed, consumer, clusterUrl, index, longest, road, sizes, watch },
      mischief: this.#mischief,
      killer: this.#killer,
      onEnd: (who, { code, signal, stderr }) =>
        this.#ended.reject(new Error(`consumer ${who} ended by itself with ${code ?? signal}: ${stderr}`)),
    });
    this.#consumers.push(this.#parts.use(opened));
  }

  #progress(messages: readonly Message[]): void {
    this.#deleted += messages.length;
    this.#killer.progress(messages.length);
    for (const { Body } of messages)
      if (isPoison(Body)) this.#errors.push(`a message was deleted that must stay: ${Body}`);
    const half = this.#deleted * 2 >= this.#plan.objects;
    if (half && this.#mischief.wants('cluster-stopped')) this.#away ??= this.#stopCluster();
  }

  async #stopCluster(): Promise<void> {
    this.#mischief.count('cluster-stopped');
    this.#say(`the cluster is gone for ${awayFor} ms`);
    for (const consumer of this.#consumers) consumer.clusterAway(true);
    await pause(awayFor);
    for (const consumer of this.#consumers) consumer.clusterAway(false);
  }

  async #kill(which: number, point: KillPoint): Promise<void> {
    const consumer = this.#consumers[which];
    if (!consumer) return;
    const held = await consumer.kill();
    if (held > 0) this.#killsHolding += 1;
    this.#messagesHeld += held;
    this.#say(`consumer ${which} was killed at ${point} with ${held} messages`);
    consumer.start();
  }

  /** Waits until the queue holds nothing but what must stay, and all kills are done. */
  async #emptied(road: Road): Promise<void> {
    const { longest, objects } = this.#plan;
    const done = async () =>
      this.#over || (this.#deleted >= objects && this.#killer.over && (await left(road)) === poisons);
    try {
      await waitFor(done, { timeoutMs: longest, what: 'the end' });
    } catch {
      const depth = JSON.stringify(await road.depth());
      const words = await Promise.all(this.#consumers.map((consumer) => consumer.lastWords()));
      throw new Error(
        `not done after ${longest} ms: ${this.#deleted} messages deleted for ${objects} objects, ${this.#killer.state}, queue ${depth}, dead letters ${await road.deadLetters()}. The consumers' last words:\n${words.join('\n--\n')}`,
      );
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over = true;
    await this.#parts.disposeAsync();
  }
}

async function left(road: Road): Promise<number> {
  const { visible, inFlight, delayed } = await road.depth();
  return visible + inFlight + delayed + (await road.deadLetters());
}
