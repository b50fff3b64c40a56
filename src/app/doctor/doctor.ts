import type { Cluster } from '../../sink/cluster.ts';
import { createAws } from '../aws.ts';
import { painterFor, plainPaint, widthOf } from '../explain/paint.ts';
import type { Io } from '../io.ts';
import type { Result } from '../result.ts';
import type { Settings } from '../settings/settings.ts';
import { createSetupClients } from '../setup/open-clients.ts';
import { openCluster } from '../target.ts';
import type { AwsDeps } from './aws/deps.ts';
import { awsAsker } from './aws-call.ts';
import { checksOf } from './checks.ts';
import type { ClusterDeps } from './cluster/deps.ts';
import { hear, skewOf } from './heard.ts';
import type { DoctorOptions } from './options.ts';
import { type Checked, runChecks } from './run-checks.ts';
import { checkLine, closingText, doctorJson, tableText } from './text.ts';

/** ms that one check may take: what hangs is named within five seconds. */
const deadline = 4_000;

/** `logflow doctor`: everything on the way from S3 to the index, looked at. Writes nothing, and receives no message. */
export async function doctor(settings: Settings, options: DoctorOptions, io: Io): Promise<Result> {
  const screen = {
    paint: io.view === 'json' ? plainPaint : painterFor(io.stdout),
    width: widthOf(io.stdout),
  };
  const live = io.view === 'live';
  const ended = (checked: Checked) => {
    if (live) io.stderr.write(`${checkLine(checked, screen)}\n`);
  };
  const checked = await examine(settings, options, { deadline, stop: io.stops.stop, ended, now: Date.now });
  const closing = closingText(checked, screen);
  return {
    ok: checked.every(({ verdict }) => verdict.kind !== 'failure'),
    json: doctorJson(checked),
    // On a terminal the table has been drawn, line by line.
    text: live ? closing : `${tableText(checked, screen)}${closing}`,
  };
}

export interface Examination {
  /** ms that one check may take. */
  readonly deadline: number;
  readonly stop: AbortSignal;
  readonly ended: (checked: Checked) => void;
  /** ms since the epoch, for what ages. */
  readonly now: () => number;
}

/** All checks. Rejects with the reason of `stop`, and with variables of `buckets` that are not set (exit 2). */
export async function examine(
  settings: Settings,
  { prefix }: DoctorOptions,
  { now, ...run }: Examination,
): Promise<readonly Checked[]> {
  const heard = hear(Date.now);
  const aws = createAws(settings);
  const setup = createSetupClients(settings);
  const clusters: Cluster[] = [];
  const skews = new Map<string, number>();
  const open = async (node: readonly string[]) => {
    // Silence shall end as an answer does, with the name of who is silent.
    const opened = await openCluster({
      ...settings,
      node: signedAlike(node, settings.node ?? []),
      'request-timeout': (run.deadline * 0.9) / 1000,
    });
    clusters.push(opened);
    return withClock(opened, skews);
  };
  const { sts, sns, sqs, events } = setup;
  for (const [service, client] of Object.entries({ sts, sns, sqs, events })) heard.listen(service, client);
  const deps: AwsDeps = {
    ...{ settings, prefix, section: settings.setup, heard, ask: awsAsker(heard), environment: process.env },
    clients: { sts, sns, sqs, events },
    s3: (bucket, region) => heard.listen('s3', aws.s3(bucket, region)),
  };
  const cluster: ClusterDeps = { settings, open, skews };
  try {
    return await runChecks(checksOf(deps, cluster, now), run);
  } finally {
    await Promise.all(clusters.map((opened) => opened.close()));
    setup.close();
    aws.close();
  }
}

/** A user in the URL of one node counts for all, also where a node is asked alone. */
function signedAlike(nodes: readonly string[], all: readonly string[]): string[] {
  const user = all.map((node) => new URL(node)).find(({ username }) => username !== '');
  return nodes.map((node) => {
    const url = new URL(node);
    if (user && url.username === '') {
      url.username = user.username;
      url.password = user.password;
    }
    return url.href;
  });
}

/** Hears what time it is there. */
function withClock(cluster: Cluster, skews: Map<string, number>): Cluster {
  return {
    ...cluster,
    async request(method, path, request) {
      const answer = await cluster.request(method, path, request);
      const skew = skewOf(answer.headers, Date.now());
      if (skew !== undefined) skews.set(cluster.nodes.join(', '), skew);
      return answer;
    },
  };
}
