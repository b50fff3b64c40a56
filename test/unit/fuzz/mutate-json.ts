import type { Dice } from '../parse/compile/hostile.ts';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Texts that are JSON and that `JSON.stringify` never writes. They travel as strings, and lose their quotes at the end. */
const raw = ['1e400', '-0', '1e-999', '9007199254740993', '9'.repeat(400), '123456789012345678901.5'];
const rawMark = '\u0000raw:';
const rawText = /"\\u0000raw:([^"]*)"/g;

/** Names that mean something, here or in JavaScript. */
const names = [
  ...['Records', 'Message', 'Type', 'TopicArn', 'Event', 'Service', 'detail', 'detail-type', 'source', 's3'],
  ...['bucket', 'object', 'key', 'name', 'size', 'versionId', 'version-id', 'eventName', 'eventVersion'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'records', '', '0', 'x'],
];

const texts = [
  ...[
    '',
    ' ',
    'x',
    'null',
    '0',
    'Notification',
    's3:TestEvent',
    'aws:s3',
    'aws.s3',
    'Object Created',
    '2.1',
    '2.',
  ],
  ...[
    'ObjectCreated:Put',
    'ObjectRemoved:Delete',
    'ObjectRemoved:',
    'ObjectRemoved:Delete\n',
    'ObjectTagging:Put',
  ],
  ...[
    'LifecycleTransition',
    'Object Deleted',
    'Object Tags Added',
    's3:ObjectCreated:Copy',
    'ObjectCreated:*',
  ],
  ...[
    '%',
    '%2',
    '%ZZ',
    '%E6',
    '%FF%FE',
    '%C0%AF',
    '%ED%A0%80',
    '%00',
    'a+b%2Bc',
    'a%252Fb',
    'a/',
    '../x',
    '.',
    '..',
  ],
  ...[
    '\ud800',
    '\udc00\ud800',
    '\ud83d\ude00',
    '\u0000',
    '\u2028',
    '\uFEFF',
    'x\r\ny',
    '__proto__',
    'unclaimed/x',
    'p/x.rejects.ndjson.gz',
    'a/b',
    '?x=1',
  ],
  ...[
    'k'.repeat(1024),
    'k'.repeat(1025),
    'é'.repeat(513),
    '%C3%A9'.repeat(512),
    'AWSLogs/vpcflowlogs/'.repeat(3000),
  ],
];

function leaf(dice: Dice): Json {
  switch (dice.below(8)) {
    case 0:
      return null;
    case 1:
      return dice.of([true, false, 0, -1, 0.5, 2 ** 53, 2 ** 64, 1e300]);
    case 2:
      return rawMark + dice.of(raw);
    case 3:
      return dice.of([[], {}, [[]], [null], { length: 1 }]);
    case 4:
      return nested(dice);
    default:
      return dice.of(texts);
  }
}

/** Deeper than any stack; as text, for it is too deep to be written from a tree. */
function nested(dice: Dice): Json {
  const depth = dice.of([10, 1_000, 20_000]);
  const [open, close] = dice.of([
    ['[', ']'],
    ['{~a~:', '}'],
  ] as const);
  return rawMark + open.repeat(depth) + (open === '[' ? '' : '1') + close.repeat(depth);
}

interface Place {
  readonly parent: Json[] | { [name: string]: Json };
  readonly name: string;
}

function places(tree: Json, found: Place[] = []): Place[] {
  if (typeof tree !== 'object' || tree === null) return found;
  for (const [name, child] of Object.entries(tree)) {
    found.push({ parent: tree, name });
    places(child, found);
  }
  return found;
}

/** One change to a tree, in place. */
export function mutateTree(tree: Json, dice: Dice): void {
  const all = places(tree);
  if (all.length === 0) return;
  const { parent, name } = dice.of(all);
  const other = dice.of(all);
  const value = at(parent, name);
  switch (dice.below(7)) {
    case 0:
      remove(parent, name);
      break;
    case 1:
      put(parent, name, structuredClone(at(other.parent, other.name)));
      break;
    case 2:
      put(parent, dice.of(names), structuredClone(dice.below(2) === 0 ? value : leaf(dice)));
      break;
    case 3:
      put(parent, name, dice.below(2) === 0 ? [value] : { [dice.of(names)]: value });
      break;
    case 4:
      remove(parent, name);
      put(parent, dice.of(names), value);
      break;
    default: {
      const text = typeof value === 'string' && dice.below(4) === 0;
      put(parent, name, text ? edited(value, dice) : leaf(dice));
    }
  }
}

function edited(value: string, dice: Dice): string {
  const at = dice.below(value.length + 1);
  return value.slice(0, at) + dice.of(['', ...texts]).slice(0, 2000) + value.slice(at + dice.below(3));
}

function at(parent: Place['parent'], name: string): Json {
  return (parent as { [name: string]: Json })[name] as Json;
}

function remove(parent: Place['parent'], name: string): void {
  if (Array.isArray(parent)) parent.splice(Number(name), 1);
  else delete parent[name];
}

/** Also a `__proto__` of its own, as `JSON.parse` makes one. */
function put(parent: Place['parent'], name: string, value: Json): void {
  if (Array.isArray(parent)) parent.push(value);
  else Object.defineProperty(parent, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Writes a tree; with `dice` some object gets a name for the second time. */
export function write(tree: Json, dice?: Dice): string {
  const text = JSON.stringify(tree).replaceAll(rawText, (_, inner: string) => inner.replaceAll('~', '"'));
  if (dice === undefined) return text;
  const opens = [...text.matchAll(/\{(?=")/g)].map(({ index }) => index + 1);
  if (opens.length === 0) return text;
  const place = dice.of(opens);
  const twice = `${JSON.stringify(dice.of(names))}:${dice.of(['[]', '{}', 'null', '"x"', '1'])},`;
  return text.slice(0, place) + twice + text.slice(place);
}
