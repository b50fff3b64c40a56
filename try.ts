import { openRoad } from './test/helpers/road.ts';
import { startAcknowledger } from './test/helpers/acknowledge.ts';
import { flowLogObject, lineOf } from './test/helpers/flow-lines.ts';
import { runLogflow } from './test/helpers/process.ts';
await using road = await openRoad('nothing');
await using ack = await startAcknowledger();
for (let i=0;i<60;i++) {
  const d = 8 + i%3;
  const dd = String(d).padStart(2,'0');
  await road.put(`AWSLogs/123456789010/vpcflowlogs/us-west-2/2020/03/${dd}/a b+c%2B-${i}_vpcflowlogs_us-west-2_fl-1_202003${dd}T1500Z_${i}.log.gz`, flowLogObject([lineOf(i*2+1), lineOf(i*2+2)]));
}
await road.put('AWSLogs/123456789010/other/x.txt','hi');
const home = { HOME: '/tmp/wF-home' };
for (const args of [
  ['backfill','--prefix','s3://logs/','--dry-run'],
  ['backfill','--prefix','s3://logs/','--dry-run','--since','2020-03-09','--until','2020-03-09','--json'],
  ['backfill','--prefix','s3://logs/AWSLogs/','--node',ack.url,'--no-template','--limit','20'],
  ['backfill','--prefix','s3://logs/AWSLogs/','--node',ack.url,'--no-template'],
  ['backfill','--prefix','s3://logs/AWSLogs/','--node',ack.url,'--no-template','--resume','--json'],
  ['backfill','--prefix','s3:/logs/AWSLogs/','--enqueue','--overwrite','--since','bla'],
  ['backfill','--prefix','s3://logs/AWSLogs/','--enqueue','--queue',road.queue],
]) {
  const r = await runLogflow(args, { env: { ...road.aws.environment, ...home } });
  console.log(args.join(' '), r.code); console.log(r.stdout); console.log(r.stderr);
}
console.log(await road.depth(), ack.counts);
