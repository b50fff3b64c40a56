import { Panel, type PanelFrame } from '../panel.tsx';
import { type Line, span } from '../spans.ts';

const keys: readonly (readonly [string, string])[] = [
  ['p', 'pause: ask for no new work; what is open goes on. Again: go on'],
  ['+ -', 'more or fewer objects read at once; the limit adapts below that'],
  ['e', 'problems in full, each with its next step'],
  ['q', 'finish what is open and leave; again: put it back and leave at once'],
  ['Ctrl-C', 'as q, and the exit code says that it was interrupted (130)'],
  ['?', 'this page'],
];

const notes: readonly string[] = [
  'waiting: messages that are visible or delayed, as SQS estimates them.',
  'oldest: from the sent time of messages received within the last minute; the',
  '  queue may hold older ones. CloudWatch knows (ApproximateAgeOfOldestMessage).',
  'lag: now less the time of the newest event that was read.',
  'said no: 429 makes logflow send less at a time, 413 makes requests smaller.',
  'braked: the cluster takes nothing; nothing is received until it does again.',
  'Nothing is lost however this ends: messages that are not done come again.',
];

export function HelpPage(frame: PanelFrame) {
  const lines: Line[] = [
    ...keys.map(([key, what]): Line => [span(key.padEnd(8), 'title'), span(what)]),
    [],
    ...notes.map((note): Line => [span(note, 'dim')]),
  ];
  return <Panel title="Help" lines={lines} {...frame} />;
}
