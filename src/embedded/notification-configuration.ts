import { randomUUID } from 'node:crypto';
import { never } from '../model/errors.ts';
import { elements, fieldsXml, s3Document, textOf, unescapeXml } from './xml.ts';

/** One rule of a bucket: which events of which keys go where. */
export interface Rule {
  readonly kind: 'topic' | 'queue';
  readonly id: string;
  readonly arn: string;
  /** With their `s3:`, as they were put: `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  /** As they were put (URL-encoded where the one who wrote it did so); empty: every key. */
  readonly prefix: string;
  readonly suffix: string;
}

/** What `PUT ?notification` holds (API reference of PutBucketNotificationConfiguration). */
export interface NotificationConfiguration {
  readonly rules: readonly Rule[];
  /** Kept and answered; there is no EventBridge here to send to. */
  readonly eventBridge: boolean;
  /** There is no Lambda here: such a configuration is refused. */
  readonly lambda: boolean;
}

export function parseNotification(xml: string): NotificationConfiguration {
  return {
    rules: [
      ...elements(xml, 'TopicConfiguration').map((inner) => parseRule('topic', inner)),
      ...elements(xml, 'QueueConfiguration').map((inner) => parseRule('queue', inner)),
    ],
    eventBridge: elements(xml, 'EventBridgeConfiguration').length > 0,
    lambda: elements(xml, 'CloudFunctionConfiguration').length > 0,
  };
}

function parseRule(kind: Rule['kind'], inner: string): Rule {
  const filters = elements(inner, 'FilterRule').map((rule) => ({
    name: textOf(rule, 'Name')?.toLowerCase(),
    value: textOf(rule, 'Value') ?? '',
  }));
  const filter = (name: string) => filters.find((rule) => rule.name === name)?.value ?? '';
  return {
    kind,
    // S3 makes an id where none was given.
    id: textOf(inner, 'Id') || randomUUID(),
    arn: textOf(inner, kind === 'topic' ? 'Topic' : 'Queue') ?? '',
    events: elements(inner, 'Event').map(unescapeXml),
    prefix: filter('prefix'),
    suffix: filter('suffix'),
  };
}

/** What `GET ?notification` answers. S3 writes the filters' names with a capital, however they were put. */
export function renderNotification({ rules, eventBridge }: NotificationConfiguration): string {
  const inner = rules.map(renderRule).join('') + (eventBridge ? '<EventBridgeConfiguration/>' : '');
  return s3Document('NotificationConfiguration', inner);
}

function renderRule(rule: Rule): string {
  const events = rule.events.map((event) => fieldsXml({ Event: event })).join('');
  const filters = [filterXml('Prefix', rule.prefix), filterXml('Suffix', rule.suffix)].join('');
  const filter = filters && `<Filter><S3Key>${filters}</S3Key></Filter>`;
  const id = fieldsXml({ Id: rule.id });
  switch (rule.kind) {
    case 'topic':
      return `<TopicConfiguration>${id}${fieldsXml({ Topic: rule.arn })}${events}${filter}</TopicConfiguration>`;
    case 'queue':
      return `<QueueConfiguration>${id}${fieldsXml({ Queue: rule.arn })}${events}${filter}</QueueConfiguration>`;
    default:
      return never(rule.kind);
  }
}

function filterXml(name: string, value: string): string {
  return value && `<FilterRule>${fieldsXml({ Name: name, Value: value })}</FilterRule>`;
}
