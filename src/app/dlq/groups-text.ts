import { plural } from '../../model/format.ts';
import { printable } from '../../model/printable.ts';
import type { Group } from './groups.ts';
import { reasons, reasonTexts } from './reasons.ts';

/** Places shown of each reason; --json has all. */
const shownPlaces = 10;

/** Each reason with its places, an example, and the next step. */
export function groupsText(groups: readonly Group[]): string[] {
  return reasons.flatMap((reason) => {
    const here = groups.filter((group) => group.reason === reason);
    if (here.length === 0) return [];
    const messages = here.reduce((sum, group) => sum + group.messages, 0);
    const { what, next } = reasonTexts[reason];
    const more = here.length - shownPlaces;
    return [
      `${reason}: ${plural(messages, 'message')}: ${what}`,
      ...here.slice(0, shownPlaces).flatMap(groupText),
      ...(more > 0 ? [`  and ${plural(more, 'other place')} (--json has them all)`] : []),
      `  next: ${next}`,
      '',
    ];
  });
}

function groupText(group: Group): string[] {
  const { place, messages, objects, receives, example } = group;
  const facts = [
    plural(messages, 'message'),
    // One message, one object is the rule.
    ...(objects === messages || objects === 0 ? [] : [plural(objects, 'object')]),
    `sent ${span(group)}`,
    `received ${receives === 1 ? 'once' : `up to ${receives} times`}`,
  ];
  return [
    `  ${place === '' ? '(no object)' : printable(place)}`,
    `    ${facts.join(', ')}`,
    `    e.g. message ${example.messageId}`,
    ...(example.object ? [`         ${printable(example.object)}`] : []),
    ...(example.problem ? [`         ${printable(example.problem.message).slice(0, 400)}`] : []),
  ];
}

function span({ oldest, newest }: Group): string {
  if (oldest === undefined || newest === undefined) return 'at an unknown time';
  const [from, to] = [timeText(oldest), timeText(newest)];
  return from === to ? from : `${from} to ${to}`;
}

/** ms since the epoch -> `2026-11-23T13:51:25Z` */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
