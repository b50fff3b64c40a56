import { describe, expect, it } from 'vitest';
import { startAcknowledger } from '../helpers/acknowledge.ts';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { startLogflow } from '../helpers/process.ts';
import { openRoad } from '../helpers/road.ts';
import { summaryOf } from '../helpers/search.ts';
import { waitFor } from '../helpers/wait.ts';

const objects = 30;

async function filledRoad() {
  const road = await openRoad('direct');
  for (let i = 0; i < objects; i++) await road.put(`${folder}/${i}.log.gz`, flowLogObject([lineOf(i)]));
  return road;
}

describe('stopping', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 0],
  ] as const)(
    'the first %s finishes what is open and leaves the rest: exit %d (R36)',
    async (signal, code) => {
      await using road = await filledRoad();
      // The first answer is held until the signal was sent: something is open when it comes.
      const held = Promise.withResolvers<undefined>();
      const asked = Promise.withResolvers<void>();
      await using endpoint = await startAcknowledger((index) => {
        asked.resolve();
        return index === 0 ? held.promise : undefined;
      });
      const args = ['consume', '--queue', road.queue, '--node', endpoint.url, '--no-template', '--json'];
      await using run = startLogflow([...args, '--concurrency', '2'], { env: road.aws.environment });
      await asked.promise;
      run.kill(signal);
      await run.waitForStderr(/stopping/);
      held.resolve(undefined);

      const result = await run.done;
      expect(result.code).toBe(code);
      const summary = summaryOf(result.stdout);
      expect(summary.ok).toBe(true);
      const done = summary.objects.delivered ?? 0;
      expect(done).toBeGreaterThan(0);
      expect(summary.objects.aborted).toBe(0);
      expect(summary.documents.indexed).toBe(done);
      // One TestEvent beside the objects; nothing is held any more, nothing was lost.
      const { visible, inFlight } = await road.depth();
      expect(inFlight).toBe(0);
      expect(visible).toBe(objects + 1 - (summary.messages.deleted ?? 0));
    },
  );

  it('the second one puts everything back at once', async () => {
    await using road = await filledRoad();
    const asked = Promise.withResolvers<void>();
    await using endpoint = await startAcknowledger(() => {
      asked.resolve();
      return new Promise(() => {});
    });
    const args = ['consume', '--queue', road.queue, '--node', endpoint.url, '--no-template', '--json'];
    await using run = startLogflow(args, { env: road.aws.environment });
    await asked.promise;
    run.kill('SIGINT');
    await run.waitForStderr(/stopping/);
    run.kill('SIGINT');
    const result = await run.done;
    expect(result.code).toBe(130);
    expect(summaryOf(result.stdout)).toMatchObject({ ok: false, documents: { indexed: 0 } });
    const { visible, inFlight } = await road.depth();
    expect(inFlight).toBe(0);
    expect(visible).toBe(objects + 1 - (summaryOf(result.stdout).messages.deleted ?? 0));
  });

  it('a kill loses nothing: another finishes the work', async () => {
    await using road = await filledRoad();
    const never = new Promise<undefined>(() => {});
    await using stuck = await startAcknowledger(() => never);
    await using working = await startAcknowledger();
    const args = ['consume', '--queue', road.queue, '--no-template', '--json', '--visibility-timeout', '3s'];
    await using first = startLogflow([...args, '--node', stuck.url], { env: road.aws.environment });
    await waitFor(async () => (await road.depth()).inFlight > 5, { what: 'messages under way' });
    first.kill('SIGKILL');
    await first.done;
    // Its long poll lives on in the server and swallows a message until that becomes visible again.
    await using second = startLogflow([...args, '--node', working.url], { env: road.aws.environment });
    await waitFor(
      async () => {
        const { visible, inFlight } = await road.depth();
        return visible + inFlight === 0;
      },
      { what: 'an empty queue', timeoutMs: 60_000 },
    );
    second.kill('SIGTERM');
    const result = await second.done;
    expect(result.code).toBe(0);
    expect(summaryOf(result.stdout).objects.delivered).toBe(objects);
    expect(await road.deadLetters()).toBe(0);
  });
});
