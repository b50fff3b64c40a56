import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { describeCluster } from '../helpers/each-cluster.ts';
import { flowLogObject, lineOf } from '../helpers/flow-lines.ts';
import { findMinistack, type MinistackInstallation, startMinistack } from '../helpers/ministack.ts';
import { runLogflow } from '../helpers/process.ts';
import { allDocuments, lastLineOf, wipe } from '../helpers/search.ts';
import { environmentOf, spawnSetup, tasksOf } from '../helpers/setup-run.ts';
import { temporaryFolder } from '../helpers/temp.ts';
import { waitFor } from '../helpers/wait.ts';

const found = await findMinistack();
const region = 'us-east-1';
const account = '000000000000';

describeCluster('opensearch2', 'from nothing to a document in the index', ({ url }) => {
  it.skipIf(found.kind === 'missing')(
    'init, setup, an object, doctor, consume: one file of settings for all',
    async () => {
      const more = { SERVICES: 's3,sns,sqs,events,sts,iam,ec2' };
      await using server = await startMinistack(found as MinistackInstallation, more);
      await using home = temporaryFolder();
      const place = { endpoint: server.endpoint, folder: home.path, region };
      await wipe(url, 'setuproad');
      const env = environmentOf(place);
      const here = (...args: readonly string[]) => runLogflow(args, { cwd: home.path, env });
      const told = ['--project', 'road', '--queue', 'flows', '--region', region, '--node', url];
      expect(await here('init', '--yes', ...told)).toMatchObject({ code: 0 });
      appendFileSync(join(home.path, 'logflow.yaml'), 'index: setuproad-{yyyy}-{MM}-{dd}\n');
      const made = await spawnSetup(place, '--yes');
      expect(made).toMatchObject({ code: 0, out: { ok: true } });
      expect(made.out.applied.at(-1)).toMatchObject({ part: 'templates' });
      const again = await spawnSetup(place, '--dry-run');
      expect([again.code, tasksOf(again.out)]).toEqual([0, []]);

      const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
      const s3 = new S3Client({ endpoint: server.endpoint, region, credentials, forcePathStyle: true });
      const Key = `AWSLogs/${account}/vpcflowlogs/${region}/2020/03/08/one.log.gz`;
      const Bucket = `road-${account}-${region}`;
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: flowLogObject([lineOf(1), lineOf(2)]) }));
      s3.destroy();
      // An object is there to be read, so nothing of what it looks at is left out.
      const doctor = await here('doctor', '--json');
      expect(notOk(doctor.stdout)).toEqual([]);
      expect(doctor.code).toBe(0);
      const indexed = async () => {
        const run = await here('consume', '--drain', '--json');
        expect(run).toMatchObject({ code: 0 });
        return (await allDocuments(url, 'setuproad-*')).length === 2;
      };
      // MiniStack hands the event on in its own time: a drain that comes first finds nothing.
      await waitFor(indexed, { what: 'two documents', timeoutMs: 60_000 });
      await wipe(url, 'setuproad');
    },
  );
});

/** The checks that found something, or did not look. */
function notOk(stdout: string) {
  const { checks } = lastLineOf(stdout) as { checks: readonly { id: string; state: string }[] };
  return checks.filter(({ state }) => state !== 'ok');
}
