import type { Settings } from '../settings/settings.ts';
import { namesOf } from '../setup/names.ts';
import { bucketCheck } from './aws/bucket.ts';
import { credentialsCheck } from './aws/credentials.ts';
import { deadLetterChecks } from './aws/dead-letters.ts';
import type { AwsDeps } from './aws/deps.ts';
import { queuePolicyCheck } from './aws/feeds.ts';
import { notificationCheck } from './aws/notification.ts';
import { objectChecks } from './aws/objects.ts';
import { queueCheck } from './aws/queue.ts';
import { queueSettingChecks } from './aws/queue-settings.ts';
import { ruleCheck } from './aws/rule.ts';
import { subscriptionCheck } from './aws/subscription.ts';
import { topicChecks } from './aws/topic.ts';
import { type Check, check } from './check.ts';
import { judgeClocks } from './clock.ts';
import { blockChecks } from './cluster/blocks.ts';
import { bulkSizeCheck, clusterClockCheck } from './cluster/bulk-size.ts';
import type { ClusterDeps } from './cluster/deps.ts';
import { diskCheck } from './cluster/disk.ts';
import { healthChecks } from './cluster/health.ts';
import { identityChecks } from './cluster/identity.ts';
import { reachCheck } from './cluster/reach.ts';
import { templateChecks } from './cluster/template.ts';
import { machineChecks } from './here/machine.ts';
import { rejectsCheck } from './here/rejects.ts';

/** Every check that the settings ask for, in the order of the table. `now`: ms since the epoch. */
export function checksOf(aws: AwsDeps, cluster: ClusterDeps, now: () => number): readonly Check[] {
  const { settings, prefix } = aws;
  const { node, rejects } = settings;
  const queue = queueOf(settings);
  const inS3 = rejects?.kind === 's3';
  return [
    ...machineChecks(settings['geo-database'] ?? [], now),
    ...(queue !== undefined || prefix || inS3 ? [credentialsCheck(aws)] : []),
    ...(queue === undefined ? [] : queueChecks(aws, queue)),
    ...(queue !== undefined || prefix ? [bucketCheck(aws)] : []),
    ...(queue === undefined ? [] : [notificationCheck(aws)]),
    ...(queue !== undefined || prefix ? [...objectChecks(aws), awsClockCheck(aws)] : []),
    ...(node === undefined ? [] : clusterChecks(cluster)),
    ...(rejects && (rejects.kind !== 'index' || node) ? [rejectsCheck(rejects, aws)] : []),
  ];
}

/** Where the section `setup` says what is meant to be there, its queue is, too. */
function queueOf({ queue, setup }: Settings): string | undefined {
  return queue ?? (setup && namesOf(setup, queue, { partition: '', region: '', account: '' }).queue);
}

function queueChecks(aws: AwsDeps, queue: string): readonly Check[] {
  return [
    queueCheck(aws, queue),
    ...queueSettingChecks(aws),
    ...deadLetterChecks(aws),
    queuePolicyCheck(aws),
    ...topicChecks(aws),
    subscriptionCheck(aws),
    ruleCheck(aws),
  ];
}

function clusterChecks(cluster: ClusterDeps): readonly Check[] {
  return [
    reachCheck(cluster),
    ...identityChecks(cluster),
    ...healthChecks(),
    diskCheck(),
    ...blockChecks(cluster),
    bulkSizeCheck(cluster),
    ...templateChecks(cluster),
    clusterClockCheck(cluster),
  ];
}

/** After those who ask: their answers tell the time. */
function awsClockCheck({ heard }: AwsDeps): Check {
  return check({
    id: 'clock',
    title: 'clock',
    needs: ['accepted'],
    after: ['queue', 'buckets'],
    run: () => judgeClocks(heard.skews(), true),
  });
}
