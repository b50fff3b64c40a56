import type { Problem } from '../../model/errors.ts';
import { type S3Ref, uriOf } from '../../model/object.ts';
import type { Examined } from './examine.ts';
import { type Reason, reasons } from './reasons.ts';

/** Messages with the same reason whose objects lie in the same place. */
export interface Group {
  readonly reason: Reason;
  /** `s3://bucket/prefix/` up to the date, or what else the messages have in common. */
  readonly place: string;
  readonly messages: number;
  readonly objects: number;
  /** First sent, ms since the epoch; absent where SQS does not say. */
  readonly oldest?: number;
  readonly newest?: number;
  /** How often one of them was received, at most; looking at it here counts. */
  readonly receives: number;
  /** One of them, and what was found. */
  readonly example: {
    readonly messageId: string;
    readonly object?: string;
    readonly problem?: Problem;
  };
}

/** Keys come from outside: so many groups at most, the rest of each reason in one. */
const mostGroups = 1_000;
const others = '(other places)';

type Growing = { -readonly [Name in keyof Group]: Group[Name] };

/** Groups messages as they come; keeps numbers and one example each, never the messages. */
export class Groups {
  /** How many messages were added. */
  messages = 0;
  readonly #groups = new Map<string, Growing>();

  add(message: Examined): void {
    this.messages += 1;
    const { reason, sentAt } = message;
    const cause = message.objects.find((object) => object.reason === reason) ?? message.objects[0];
    let place = cause ? placeOf(cause.ref) : '';
    let name = JSON.stringify([reason, place]);
    if (!this.#groups.has(name) && this.#groups.size >= mostGroups) {
      place = others;
      name = JSON.stringify([reason, place]);
    }
    const problem = cause?.problem ?? message.problem;
    const example = {
      messageId: message.id,
      ...(cause && { object: uriOf(cause.ref) }),
      ...(problem && { problem }),
    };
    const group = this.#groups.get(name) ?? { reason, place, messages: 0, objects: 0, receives: 0, example };
    group.messages += 1;
    group.objects += message.objectCount;
    group.receives = Math.max(group.receives, message.receiveCount);
    if (sentAt !== undefined) {
      group.oldest = Math.min(group.oldest ?? sentAt, sentAt);
      group.newest = Math.max(group.newest ?? sentAt, sentAt);
    }
    this.#groups.set(name, group);
  }

  /** Reasons in their order, the largest group of each first. */
  get sorted(): readonly Group[] {
    return [...this.#groups.values()].sort(
      (a, b) =>
        reasons.indexOf(a.reason) - reasons.indexOf(b.reason) ||
        b.messages - a.messages ||
        a.place.localeCompare(b.place),
    );
  }
}

/** A segment that begins a date: `2020`, `2020-03-08`, `20200308`, `year=2020`, `dt=2020-03-08`. */
const date = /^(?:[a-z]+=)?(?:19|20)\d{2}(?:-?\d{2}){0,2}$/;

/** Where an object lies, without its date and its name: what one log type of one account and region has in common. */
export function placeOf({ bucket, key }: S3Ref): string {
  const folders = key.split('/').slice(0, -1);
  const dated = folders.findIndex((folder) => date.test(folder));
  const common = dated === -1 ? folders : folders.slice(0, dated);
  return `s3://${bucket}/${common.map((folder) => `${folder}/`).join('')}`;
}
