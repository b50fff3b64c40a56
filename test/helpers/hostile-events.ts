/** Values, as JSON, that stand where nobody expected them. */
const poisons: readonly string[] = [
  ...['1e400', '-1e-400', '-0', '99999999999999999999', '9223372036854775807', '0.1', 'true', 'null', '""'],
  ...[
    '"-"',
    '"x"',
    '"1e400"',
    '"0x1"',
    '" 1"',
    '"NaN"',
    '"\\u0000"',
    '"\\ud800"',
    '"\\u2028"',
    '"9223372036854775808"',
  ],
  ...[
    '"10.0.0.256"',
    '"::ffff:1.2.3.4"',
    '"fe80::1%eth0"',
    '"1.2.3.4:80"',
    '"2020-02-30T00:00:00Z"',
    '"0001-01-01T00:00:00Z"',
  ],
  ...[
    '[]',
    '[[]]',
    '[1,"x",{"a":1},null]',
    '[["a"],["b"]]',
    '{}',
    '{"":1}',
    '{".":1}',
    '{"a.b":{"c":1}}',
    '{"a..b":1}',
  ],
  ...[
    '{"__proto__":{"x":1}}',
    '{"_id":"x","_source":1}',
    '{"type":{"type":{}}}',
    `"${'x'.repeat(40_000)}"`,
    `"${'é'.repeat(20_000)}"`,
  ],
  ...[`${'{"a":'.repeat(90)}1${'}'.repeat(90)}`, `${'['.repeat(90)}${']'.repeat(90)}`],
];
/** Stands where a poison will. */
const mark = '"@@poison@@"';

/** An event in JSON as it is, then with each of its values replaced by each poison, one at a time, and with each as a field more. */
export function hostileEvents(event: string): string[] {
  const templates = [...places(JSON.parse(event))].map((path) => {
    const copy = JSON.parse(event);
    put(copy, path);
    return JSON.stringify(copy);
  });
  const more = JSON.stringify({ ...JSON.parse(event), aFieldOfTomorrow: '@@poison@@' });
  const hostile = [...templates, more].flatMap((text) =>
    poisons.map((poison) => text.replace(mark, () => poison)),
  );
  return [event, ...hostile];
}

type Path = readonly string[];

/** Of every value, those in lists and objects too. */
function* places(value: unknown, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) yield* places(inner, [...path, name]);
}

function put(tree: Record<string, unknown>, [name = '', ...rest]: Path): void {
  if (rest.length === 0) tree[name] = '@@poison@@';
  else put(tree[name] as Record<string, unknown>, rest);
}
