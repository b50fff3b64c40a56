import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { describeCluster } from '../helpers/each-cluster.ts';
import { flowLogObject, lineOf } from '../helpers/flow-lines.ts';
import { findMinistack, type MinistackInstallation, startMinistack } from '../helpers/ministack.ts';
import { runLogflow } from '../helpers/process.ts';
import { allDocuments, wipe } from '../helpers/search.ts';
import { environmentOf, spawnSetup, tasksOf, writeConfig } from '../helpers/setup-run.ts';
import { temporaryFolder } from '../helpers/temp.ts';
import { waitFor } from '../helpers/wait.ts';

const found = await findMinistack();
const region = 'us-east-1';
const account = '000000000000';

describeCluster('opensearch2', 'from nothing to a document in the index', ({ url }) => {
  it.skipIf(found.kind === 'missing')('setup, an object, consume: one file of settings for all', async () => {
    const more = { SERVICES: 's3,sns,sqs,events,sts,iam,ec2' };
    await using server = await startMinistack(found as MinistackInstallation, more);
    await using home = temporaryFolder();
    const place = { endpoint: server.endpoint, folder: home.path, region };
    await wipe(url, 'setuproad');
    writeConfig(
      place,
      `queue: flows\nnode: ${url}\nindex: setuproad-{yyyy}-{MM}-{dd}\nsetup: { project: road }\n`,
    );
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
    const env = environmentOf(place);
    const indexed = async () => {
      const run = await runLogflow(['consume', '--drain', '--json'], { cwd: home.path, env });
      expect(run).toMatchObject({ code: 0 });
      return (await allDocuments(url, 'setuproad-*')).length === 2;
    };
    // MiniStack hands the event on in its own time: a drain that comes first finds nothing.
    await waitFor(indexed, { what: 'two documents', timeoutMs: 60_000 });
    await wipe(url, 'setuproad');
  });
});
