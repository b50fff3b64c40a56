/*
 * What Node makes slowly and logflow makes once an object, cheap enough to make for each of a million tiny objects.
 * Nothing of logflow is replaced. For a process that does nothing else: import it for its effect.
 */

/** A formatter takes longer to make than 100 lines take to read, and never changes: one for each zone will do. */
const formats = new Map<string, Intl.DateTimeFormat>();
/** Of each formatter, what it answered. */
const maxAnswers = 50_000;

Intl.DateTimeFormat = new Proxy(Intl.DateTimeFormat, {
  construct(target, [locale, wanted]: [string, Intl.DateTimeFormatOptions]) {
    const key = `${locale} ${JSON.stringify(wanted)}`;
    const known = formats.get(key);
    if (known !== undefined) return known;
    const format = remembering(new target(locale, wanted));
    formats.set(key, format);
    return format;
  },
});

function remembering(format: Intl.DateTimeFormat): Intl.DateTimeFormat {
  const answers = new Map<unknown, Intl.DateTimeFormatPart[]>();
  const formatToParts = (time?: number | Date) => {
    const known = answers.get(time);
    if (known !== undefined) return known;
    const parts = format.formatToParts(time);
    if (answers.size >= maxAnswers) answers.clear();
    answers.set(time, parts);
    return parts;
  };
  return Object.assign(Object.create(format), { formatToParts });
}

/**
 * The interpreter takes a mebibyte for each block. They are given out again, in turns, with what the last one wrote still in
 * them: as fresh memory may have it. A chunk is compared and forgotten long before.
 */
const pageBytes = 2 ** 20;
const pages = Array.from({ length: 16 }, () => Buffer.allocUnsafeSlow(pageBytes));
let turn = 0;
const allocate = Buffer.allocUnsafeSlow;
Buffer.allocUnsafeSlow = (size) =>
  size === pageBytes ? (pages[turn++ % pages.length] as Buffer<ArrayBuffer>) : allocate(size);
