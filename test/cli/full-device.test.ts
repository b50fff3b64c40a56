import { existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startAcknowledger } from '../helpers/acknowledge.ts';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { runLogflow } from '../helpers/process.ts';
import { openRoad } from '../helpers/road.ts';

const device = '/dev/full';

describe.skipIf(!existsSync(device))('a full device on standard output', () => {
  let full: FileHandle;
  beforeEach(async () => {
    full = await open(device, 'w');
  });
  afterEach(() => full.close());

  it.each(['ndjson:-', 'bulk:-'])(
    '--output %s: the messages are visible again, and it says why',
    async (output) => {
      await using road = await openRoad('direct');
      const objects = 5;
      for (let i = 0; i < objects; i++) await road.put(`${folder}/${i}.log.gz`, flowLogObject([lineOf(i)]));
      const { code, stderr } = await runLogflow(
        ['consume', '--queue', road.queue, '--output', output, '--drain'],
        {
          env: road.aws.environment,
          stdout: full.fd,
        },
      );
      expect(code).toBe(1);
      expect(stderr).toMatch(/^logflow: cannot write to .*ENOSPC\nnext: .* \(LF_OUTPUT\)$/m);
      expect(stderr).not.toMatch(/^ +at /m);
      expect(await road.depth()).toEqual({ visible: objects, inFlight: 0, delayed: 0 });
    },
  );

  it('a summary that cannot be written is a failure with a next step', async () => {
    await using road = await openRoad('direct');
    await using endpoint = await startAcknowledger();
    await road.put(`${folder}/0.log.gz`, flowLogObject([lineOf(0)]));
    const { code, stderr } = await runLogflow(
      ['consume', '--queue', road.queue, '--node', endpoint.url, '--no-template', '--drain', '--json'],
      { env: road.aws.environment, stdout: full.fd },
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/^logflow: cannot write to standard output: ENOSPC\nnext: .* \(LF_OUTPUT\)$/m);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(await road.depth()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });
});
