import type { ColumnsDefinition, Layout } from './definition.ts';
import type { Header, HeaderField } from './header.ts';
import { reasons } from './malformed.ts';

/** `2026-11-23T00:00:00.000Z`. Source: "View log data exported to Amazon S3", CloudWatch Logs User Guide. */
const stamps = ['20*'];

/** All ways to read a line without a header line: each layout, and each with a time in front. */
const known = new WeakMap<ColumnsDefinition, readonly Header[]>();

function layoutsOf(definition: ColumnsDefinition): readonly Header[] {
  const there = known.get(definition);
  if (there !== undefined) return there;
  const plain = definition.format.headerless.map((layout) => fieldsOf(definition, layout));
  const { stamp } = definition.format;
  const stamped = plain.map((fields) => [{ name: stamp, target: stamp, among: stamps }, ...fields]);
  const made = [...plain, ...stamped].map((fields) => ({ kind: 'header', fields, fromLine: false }) as const);
  known.set(definition, made);
  return made;
}

function fieldsOf(definition: ColumnsDefinition, { fields, among }: Layout): HeaderField[] {
  return fields.map((name) => ({
    ...{ name, target: targetOf(definition, name) },
    ...(Object.hasOwn(among, name) && { among: among[name] ?? [] }),
  }));
}

/** The layout of an object that begins with data: that of its first line, or the first where none fits. */
export function layoutOfFirst(definition: ColumnsDefinition, values: readonly string[]): Header {
  const found = layoutFor(definition, values);
  if (typeof found !== 'string') return found;
  const [first] = layoutsOf(definition);
  if (first === undefined) throw new Error(`${definition.name} has no layout`);
  return first;
}

/** How a line with these values is read, or why it is not: no guess is made. */
export function layoutFor(definition: ColumnsDefinition, values: readonly string[]): Header | string {
  const long = layoutsOf(definition).filter(({ fields }) => fields.length === values.length);
  const counts = definition.format.headerless.map(({ fields }) => fields.length);
  let reason: string = reasons.noLayout(values.length, counts);
  for (const layout of long) {
    const odd = layout.fields.find(({ among }, i) => among !== undefined && !isAmong(values[i] ?? '', among));
    if (odd === undefined) return layout;
    reason = reasons.notLayout(values.length, odd.name, odd.among ?? []);
  }
  return reason;
}

function isAmong(value: string, among: readonly string[]): boolean {
  return among.some((one) => (one.endsWith('*') ? value.startsWith(one.slice(0, -1)) : value === one));
}

/** `name`: as the header line has it. */
export function targetOf(definition: ColumnsDefinition, name: string): string {
  return Object.hasOwn(definition.rename, name) ? (definition.rename[name] ?? name) : name;
}
