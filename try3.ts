import { startListingServer, flowLogBucket } from './test/helpers/listing-server.ts';
import { flowLogObject, lineOf } from './test/helpers/flow-lines.ts';
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
await using server = await startListingServer(flowLogBucket(Number(process.argv[2]), 30, flowLogObject([lineOf(1)])));
const out = openSync('/tmp/wF-gc.txt','w');
const child = spawn(process.execPath, ['--trace-gc','bin/run.js','backfill','--prefix','s3://b/','--dry-run','--json'], { env: {...process.env,...server.environment}, stdio:['ignore',out,out] });
await new Promise(r=>child.on('exit',r));
