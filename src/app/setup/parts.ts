import type { Settings } from '../settings/settings.ts';
import type { SetupSection } from '../settings/setup.ts';
import type { SetupClients } from './clients.ts';
import type { Names } from './names.ts';
import { type Part, partNames } from './part.ts';
import { createBucketPart } from './parts/bucket.ts';
import { logDeliveryStatements } from './parts/delivery-policy.ts';
import { createFlowLogsPart } from './parts/flow-logs.ts';
import { createNotificationPart } from './parts/notification.ts';
import { createQueuePart } from './parts/queue.ts';
import { createRolePart } from './parts/role.ts';
import { createRulePart } from './parts/rule.ts';
import { createSubscriptionPart } from './parts/subscription.ts';
import { createTemplatesPart, type OpenCluster } from './parts/templates.ts';
import { createTopicPart } from './parts/topic.ts';

/** All parts, in the order in which they are made. */
export function createParts(
  names: Names,
  section: SetupSection,
  clients: SetupClients,
  settings: Settings,
  open: OpenCluster,
): readonly Part[] {
  const delivery = section['flow-logs'] ? logDeliveryStatements(names) : [];
  const parts = [
    createBucketPart(names, section, clients, delivery),
    // SQS counts in whole seconds.
    createQueuePart(names, section, clients, Math.ceil(settings['visibility-timeout'])),
    createTopicPart(names, section, clients),
    createSubscriptionPart(names, section, clients),
    createRulePart(names, section, clients),
    createNotificationPart(names, section, clients),
    createFlowLogsPart(names, section, clients),
    createRolePart(names, section, clients, settings),
    createTemplatesPart(settings, open),
  ];
  return inOrder(parts, section.announce);
}

const announcers = { sns: ['topic', 'subscription'], sqs: [], eventbridge: ['rule'] } as const;

/**
 * What the chosen way of announcing does not need comes behind the notification, from its end: objects that come while
 * the way is changed are announced by one of the two.
 */
function inOrder(parts: readonly Part[], announce: SetupSection['announce']): readonly Part[] {
  const needed: readonly string[] = announcers[announce];
  const others: readonly string[] = Object.values(announcers).flat();
  const surplus = parts.filter(({ name }) => others.includes(name) && !needed.includes(name));
  const rest = parts.filter((part) => !surplus.includes(part));
  const behind = rest.findIndex(({ name }) => name === 'notification') + 1;
  return [...rest.slice(0, behind), ...surplus.toReversed(), ...rest.slice(behind)];
}

/** `--only`; nothing named: all. */
export function chosen(parts: readonly Part[], only: ReadonlySet<Part['name']>): readonly Part[] {
  return only.size === 0 ? parts : parts.filter(({ name }) => only.has(name));
}

/** `--destroy` goes the other way round. */
export function fromTheEnd(parts: readonly Part[]): readonly Part[] {
  return parts.toSorted((a, b) => partNames.indexOf(b.name) - partNames.indexOf(a.name));
}
