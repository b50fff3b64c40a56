import { describe, expect, it } from 'vitest';
import { startLive } from '../helpers/live-run.ts';
import { waitFor } from '../helpers/wait.ts';

const yes = () => undefined;
const esc = '\u001b';

/** As S3 writes it; the key is encoded as in a URL. */
function notificationOf(key: string): string {
  const s3 = { bucket: { name: 'logs' }, object: { key, size: 1 } };
  const record = { eventVersion: '2.1', eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3 };
  return JSON.stringify({ Records: [record] });
}

describe('the live view of a consumer', () => {
  it('shows the queue, the books and the objects under way, and follows the size of the terminal', async () => {
    const hold = Promise.withResolvers<void>();
    await using run = await startLive(async (index) => {
      if (index > 0) await hold.promise;
      return undefined;
    });
    const { pty } = run;
    await pty.waitFor(/WAITING {2}00:/);
    await run.fill(1);
    await pty.waitFor(/lines read +10$/m);
    await run.fill(3);
    const frame = await pty.waitFor(/Objects 3 under way/);
    expect(frame).toContain('logflow consume  queue flow-queue → 127.0.0.1:');
    expect(frame).toMatch(/RUNNING {2}00:00:\d\d$/m);
    expect(frame).toMatch(/[█░]{12} 100% +\d+ B .*sending {2}.*object-\d+\.log\.gz$/m);
    expect(frame).toMatch(/dead letters +0 /);
    expect(frame).toContain('q finish and leave');
    expect(frame.split('\n')).toHaveLength(23);

    pty.resize(160, 50);
    const large = await pty.waitFor(/s3:\/\/logs\/AWSLogs\/123456789010\/.*object-\d+\.log\.gz/);
    expect(large.split('\n')).toHaveLength(49);
    pty.resize(60, 15);
    await pty.waitFor(/60x15 is too small for panels: 80x24/);
    pty.resize(80, 24);
    await pty.waitFor(/─ Books ─/);
    hold.resolve();
    await pty.waitFor(/lines read +40$/m);
    expect(run.cluster.counts.docs).toBe(40);
  });

  it('pauses and goes on, and moves the limit', async () => {
    await using run = await startLive(yes);
    const { pty } = run;
    await pty.waitFor(/WAITING {2}00:/);
    pty.type('p');
    await pty.waitFor(/PAUSED.*\n No new work is asked for; 0 objects under way\. p goes on\./);
    // What the receive that was under way still brings is worked on; what comes after it waits.
    await waitFor(async () => (await run.road.depth()).inFlight === 0, { what: 'the pending receive' });
    await run.fill(30);
    await pty.waitFor(/waiting +(1|2|3)\d /);
    pty.type('++');
    await pty.waitFor(/limit \d+ of 40/);
    pty.type('p');
    await pty.waitFor(/lines read +300$/m);
    await pty.waitFor(/p pause/);
  });

  it('shows problems with their counts, and in full', async () => {
    await using run = await startLive(yes);
    const { pty } = run;
    await pty.waitFor(/WAITING {2}00:/);
    await run.road.send(notificationOf('mail%1B%5B2J.txt'));
    await pty.waitFor(/1 x LF_OBJECT_UNCLAIMED no pipeline claims s3:\/\/logs\/mail\\u\{1b\}\[2J/);
    pty.type('e');
    const frame = await pty.waitFor(/next: Its message is left to the queue's redrive policy/);
    expect(frame).toMatch(/1 x LF_OBJECT_UNCLAIMED {2}last \d/);
    pty.type('e');
    await pty.waitFor(/─ Queue ─/);
    // The key is shown, not obeyed, and nothing of it went to stderr.
    expect(pty.printed()).not.toContain(`mail${esc}`);
    expect(pty.printed()).not.toContain('warning: no pipeline');
  });

  it('says that the cluster has engaged the brake', async () => {
    await using run = await startLive(() => ({ itemStatus: () => 403 }));
    await run.fill(1);
    const frame = await run.pty.waitFor(/BRAKED/);
    expect(frame).toMatch(/brake +ENGAGED/);
    expect(frame).toMatch(/Objects 1 under way/);
  });

  it('is readable without unicode and without colour', async () => {
    await using run = await startLive(yes, { env: { LANG: 'C', NO_COLOR: '1' } });
    await run.fill(2);
    const frame = await run.pty.waitFor(/lines read +20$/m);
    expect(frame).toMatch(/^[\x20-\x7e\n]*$/);
    expect(frame).toContain('- Queue ---');
    const colours = run.pty
      .printed()
      .split(`${esc}[`)
      .filter((code) => /^[\d;]*m/.test(code));
    expect(colours).toEqual([]);
  });
});
