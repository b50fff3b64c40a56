import { expect, it } from 'vitest';
import { startAcknowledger } from '../helpers/acknowledge.ts';
import { flowLogObject, lineOf } from '../helpers/flow-lines.ts';
import { startPty } from '../helpers/pty.ts';
import { openRoad } from '../helpers/road.ts';

it('shows how much a backfill has to do while its listing goes on, and when it will be over', async () => {
  await using road = await openRoad('nothing');
  await using cluster = await startAcknowledger();
  for (let n = 0; n < 200; n++) {
    const day = String(1 + Math.floor(n / 10)).padStart(2, '0');
    const name = `123456789010_vpcflowlogs_us-west-2_fl-1_202003${day}T12${10 + (n % 10)}Z_${n}.log.gz`;
    const key = `AWSLogs/123456789010/vpcflowlogs/us-west-2/2020/03/${day}/${name}`;
    await road.put(key, flowLogObject([lineOf(n + 1)]));
  }
  const args = ['backfill', '--prefix', 's3://logs/', '--node', cluster.url, '--no-template', '--rate', '5'];
  await using pty = startPty([...args, '--threads', '0'], { env: road.aws.environment });
  const frame = await pty.waitFor(/left +.*\d+ (s|min) .*a rough guess/);
  expect(frame).toMatch(/logflow backfill {2}s3:\/\/logs\/ → 127\.0\.0\.1:\d+ /);
  // Every day has ten.
  expect(frame).toMatch(/objects +\d+ of about 200 done/);
  expect(frame).toMatch(/listed +\d+, and still listing/);
  expect(frame).toMatch(/to read +\d+ found so far/);
  expect(frame).toMatch(/ [█░]+ +\d%/);
  pty.type('q');
  expect(await pty.ended()).toBe(1);
  await pty.waitFor(/STOPPED before its end/);
  expect(pty.printed()).toContain('to go on:');
});
