import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SNSClient } from '@aws-sdk/client-sns';
import { startEmbeddedAws } from '../../embedded/index.ts';
import { flowLogs as flowLogFormat } from '../../formats/catalogue.ts';
import { bytes, number, plural } from '../../model/format.ts';
import { createAws } from '../aws.ts';
import { consume } from '../consume.ts';
import type { Io } from '../io.ts';
import type { Result } from '../result.ts';
import type { Settings } from '../settings/settings.ts';
import { flowLogs } from './flow-logs.ts';
import { createResources, names, putObject } from './resources.ts';
import { showDocument } from './show.ts';

export interface DemoOptions {
  readonly objects: number;
  readonly lines: number;
  readonly seed: number;
  /** Whether --node or --output stands on the command line: a file or a variable may name the real cluster. */
  readonly targetChosen: boolean;
}

/**
 * The whole road on one machine: S3, SNS and SQS in this process, objects put through the real S3 API, and the real
 * `consume --drain` over them. Without a node the documents go to files in a temporary directory.
 */
export async function demo(settings: Settings, options: DemoOptions, io: Io): Promise<Result> {
  const say = (line: string) => void io.stderr.write(`${line}\n`);
  const aws = await startEmbeddedAws();
  // The clients are made as in every other command, from the standard variables; a real account is never touched.
  Object.assign(process.env, aws.environment);
  try {
    const target = targetOf(settings, options.targetChosen);
    const ready: Settings = {
      ...settings,
      ...target,
      ...defaultAccess,
      // What it puts there is no other log, and a cluster need not learn of others.
      pipelines: [flowLogFormat.definition.name],
      queue: names.queue,
      region: aws.region,
    };
    say(`started S3, SNS and SQS on ${aws.endpoint} (in this process, in memory)`);
    await fill(ready, options, io);
    say(`logflow consume --queue ${names.queue} --drain`);
    const result = await consume(ready, { drain: true }, io);
    if (result.error) return result;
    const shown = await showDocument(ready);
    return {
      ok: result.ok,
      json: { ...result.json, demo: shown.json },
      text: `${shown.text}\n${result.text}\n${nextSteps(ready)}`,
    };
  } finally {
    await aws.stop();
  }
}

/** What a file says of real buckets and their roles is not about this one. */
const defaultAccess = { buckets: undefined, 's3-endpoint': undefined, 'path-style': undefined };

/** What the command line names, else files of the demo's own. */
function targetOf(settings: Settings, chosen: boolean): Pick<Settings, 'output'> {
  if (chosen) return { output: settings.output };
  return { output: { kind: 'ndjson', target: mkdtempSync(join(tmpdir(), 'logflow-demo-')) } };
}

async function fill(settings: Settings, options: DemoOptions, io: Io): Promise<void> {
  const say = (line: string) => void io.stderr.write(`${line}\n`);
  const aws = createAws(settings);
  const sns = new SNSClient({ region: settings.region ?? '' });
  try {
    const s3 = aws.s3(names.bucket);
    await createResources({ s3, sns, sqs: aws.sqs });
    say(
      `created bucket ${names.bucket} -> topic ${names.topic} -> queue ${names.queue} (and ${names.deadLetters})`,
    );
    // It takes seconds, and nothing else is to be seen meanwhile.
    say(
      `writing ${plural(options.objects, 'object')} of flow logs, ${plural(options.lines, 'line')} each ...`,
    );
    let size = 0;
    let lines = 0;
    // The last object ends now; nothing lies in the future.
    const now = Math.floor(Date.now() / 1000);
    for (const object of flowLogs(options.objects, options.lines, now, options.seed)) {
      io.stops.stop.throwIfAborted();
      size += await putObject(s3, object);
      lines += object.lines;
    }
    say(
      `wrote ${plural(options.objects, 'object')}, ${number(lines)} lines of flow logs, ${bytes(size)} gzipped`,
    );
  } finally {
    aws.close();
    sns.destroy();
  }
}

function nextSteps(settings: Settings): string {
  const where =
    settings.output.kind === 'cluster'
      ? ''
      : '  logflow demo --node http://127.0.0.1:9200     into a real cluster\n';
  return `next
${where}  logflow demo --objects 500 --lines 5000       more of it
  logflow consume --queue NAME --node URL       your own queue
  logflow ingest FILE.log.gz --output ndjson:-  one file, to look at
`;
}
