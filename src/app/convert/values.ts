import type { Entry, Value } from './language/ast.ts';

/** What a setting says as one text; undefined for a list or a hash. */
export function textOf(value: Value | undefined): string | undefined {
  return value?.kind === 'text' || value?.kind === 'number' ? value.text : undefined;
}

/** One text, or several. Undefined when there is something else among them. */
export function textsOf(value: Value | undefined): string[] | undefined {
  if (value?.kind !== 'list') {
    const text = textOf(value);
    return text === undefined ? undefined : [text];
  }
  const texts = value.items.map(textOf);
  return texts.includes(undefined) ? undefined : (texts as string[]);
}

/** A hash of texts; Logstash also takes a list with names and values in turn for one. */
export function pairsOf(value: Value): (readonly [string, string])[] | undefined {
  if (value.kind === 'list') {
    const texts = textsOf(value);
    if (!texts || texts.length % 2 !== 0) return undefined;
    return texts.flatMap((text, i) => (i % 2 === 0 ? [[text, texts[i + 1] ?? ''] as const] : []));
  }
  if (value.kind !== 'hash') return undefined;
  const pairs = value.entries.map(({ name, value: inner }) => [name, textOf(inner)] as const);
  return pairs.every(([, text]) => text !== undefined) ? (pairs as [string, string][]) : undefined;
}

/** As Logstash reads it; undefined when it is neither. */
export function truthOf(value: Value): boolean | undefined {
  const text = textOf(value)?.toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** Seconds, bytes, counts. */
export function numberOf(value: Value): number | undefined {
  const text = textOf(value);
  return text !== undefined && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** `[client][ip]` -> `client.ip`, `message` as it is. Undefined for what names no field, or several: `%{x}`. */
export function fieldOf(name: string | undefined): string | undefined {
  if (name === undefined || name === '' || name.includes('%{')) return undefined;
  if (!name.startsWith('[')) return name;
  return /^(?:\[[^[\]]+\])+$/.test(name) ? name.slice(1, -1).replaceAll('][', '.') : undefined;
}

/** Text with `%{[a][b]}`, as logflow writes it: `%{a.b}`. Undefined when it holds more: a date, an unknown form. */
export function templateOf(text: string): string | undefined {
  let isClear = true;
  const written = text.replaceAll(/%\{([^}]*)\}/g, (_, name: string) => {
    const field = name.startsWith('+') ? undefined : fieldOf(name);
    isClear &&= field !== undefined;
    return `%{${field}}`;
  });
  return isClear ? written : undefined;
}

/** The last one that is so called: what Logstash goes by, where it takes one value. */
export function settingOf(settings: readonly Entry[], name: string): Value | undefined {
  return settings.findLast((entry) => entry.name === name)?.value;
}

export function settingText(settings: readonly Entry[], name: string): string | undefined {
  return textOf(settingOf(settings, name));
}
