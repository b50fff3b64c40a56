import type { NotificationConfiguration, Rule } from './notification-configuration.ts';
import type { S3Refusal } from './s3-http.ts';
import { urlDecode } from './url-encode.ts';

/** The families of events that S3 has (S3 user guide, "Supported event types"). */
const FAMILIES = new Set([
  'IntelligentTiering',
  'LifecycleExpiration',
  'LifecycleTransition',
  'ObjectAcl',
  'ObjectCreated',
  'ObjectRemoved',
  'ObjectRestore',
  'ObjectTagging',
  'ReducedRedundancyLostObject',
  'Replication',
]);

/**
 * Whether an event goes by this rule. `event` has no `s3:` (`ObjectCreated:Put`); the key is decoded.
 * A filter is put URL-encoded (S3 user guide, "Configuring event notifications using object key name filtering"),
 * but people write `=` and the like as they are: both are understood.
 */
export function matches(rule: Rule, event: string, key: string): boolean {
  return (
    rule.events.some((pattern) => covers(pattern, `s3:${event}`)) &&
    key.startsWith(urlDecode(rule.prefix)) &&
    key.endsWith(urlDecode(rule.suffix))
  );
}

/** Why S3 would refuse the configuration, or undefined. `exists` knows the topics and queues. */
export function notificationProblem(
  configuration: NotificationConfiguration,
  exists: (rule: Rule) => boolean,
): S3Refusal | undefined {
  const { rules, lambda } = configuration;
  if (lambda) {
    return {
      status: 501,
      code: 'NotImplemented',
      message: 'The embedded S3 does not implement Lambda destinations',
    };
  }
  const unknown = rules.flatMap((rule) => rule.events).find((event) => !isEvent(event));
  if (unknown !== undefined) {
    return invalid(`The event '${unknown}' is not supported for notifications`);
  }
  // S3 has no FIFO destinations: it says of them what it says of a missing one.
  if (rules.some((rule) => rule.arn.endsWith('.fifo') || !exists(rule))) {
    return invalid('Unable to validate the following destination configurations');
  }
  if (rules.some((rule, index) => rules.slice(index + 1).some((other) => overlap(rule, other)))) {
    return invalid(
      'Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.',
    );
  }
  return undefined;
}

function invalid(message: string): S3Refusal {
  return { status: 400, code: 'InvalidArgument', message };
}

function isEvent(event: string): boolean {
  const [s3, family = '', detail, ...rest] = event.split(':');
  return s3 === 's3' && FAMILIES.has(family) && detail !== '' && rest.length === 0;
}

function overlap(a: Rule, b: Rule): boolean {
  return (
    a.events.some((one) => b.events.some((other) => covers(one, other) || covers(other, one))) &&
    (a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix)) &&
    (a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix))
  );
}

function covers(pattern: string, event: string): boolean {
  return pattern.endsWith(':*') ? event.startsWith(pattern.slice(0, -1)) : pattern === event;
}
