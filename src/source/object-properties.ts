import type { ObjectProperties } from '../model/object.ts';

/** What can be asked for, by the names that settings have for it. */
export const objectPropertyNames = ['last-modified', 'content-type', 'metadata'] as const;
export type ObjectPropertyName = (typeof objectPropertyNames)[number];

/** Headers of an answer, their names in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Bytes of the metadata, and of the content type: S3 takes no more of either, another server might, and every document
 * carries them. Source: "Working with object metadata", Amazon S3 user guide.
 */
const maxBytes = 2048;
const metadataPrefix = 'x-amz-meta-';
/** `2026-11-23T00:00:00.000Z`; years of more digits are longer, and no `date` of the cluster's. */
const isoLength = 24;

/** What an answer of S3's says. Undefined when nothing of what is wanted is there. */
export function propertiesOfAnswer(
  headers: Headers,
  wanted: readonly ObjectPropertyName[],
): ObjectProperties | undefined {
  if (wanted.length === 0) return undefined;
  const { 'last-modified': date, 'content-type': type } = headers;
  return pick(wanted, {
    lastModified: typeof date === 'string' ? isoOfHttpDate(date) : undefined,
    contentType: typeof type === 'string' && type && Buffer.byteLength(type) <= maxBytes ? type : undefined,
    metadata: wanted.includes('metadata') ? metadataOf(headers) : undefined,
  });
}

/** What a local file says. `modified`: ms since the epoch. */
export function propertiesOfFile(
  modified: number,
  wanted: readonly ObjectPropertyName[],
): ObjectProperties | undefined {
  return pick(wanted, { lastModified: isoOf(modified), contentType: undefined, metadata: undefined });
}

interface Found {
  readonly lastModified: string | undefined;
  readonly contentType: string | undefined;
  readonly metadata: Readonly<Record<string, string>> | undefined;
}

function pick(wanted: readonly ObjectPropertyName[], found: Found): ObjectProperties | undefined {
  const { lastModified, contentType, metadata } = found;
  const picked: ObjectProperties = {
    ...(wanted.includes('last-modified') && lastModified !== undefined && { last_modified: lastModified }),
    ...(wanted.includes('content-type') && contentType !== undefined && { content_type: contentType }),
    ...(wanted.includes('metadata') && metadata !== undefined && { metadata }),
  };
  return Object.keys(picked).length > 0 ? picked : undefined;
}

/** `Mon, 23 Nov 2026 00:00:00 GMT`; `Date.parse` alone takes nearly anything, and 31 February. */
function isoOfHttpDate(text: string): string | undefined {
  const time = Date.parse(text);
  return new Date(time).toUTCString() === text ? isoOf(time) : undefined;
}

function isoOf(time: number): string | undefined {
  // Null when it is no date.
  const iso = new Date(time).toJSON() as string | null;
  return iso?.length === isoLength ? iso : undefined;
}

/** In the order of the headers, as many as fit. */
function metadataOf(headers: Headers): Readonly<Record<string, string>> | undefined {
  const entries: [string, string][] = [];
  let left = maxBytes;
  for (const [header, value] of Object.entries(headers)) {
    if (!header.startsWith(metadataPrefix) || header === metadataPrefix || typeof value !== 'string')
      continue;
    const name = header.slice(metadataPrefix.length);
    const bytes = Buffer.byteLength(name) + Buffer.byteLength(value);
    if (bytes > left) continue;
    left -= bytes;
    entries.push([name, value]);
  }
  // Not by assignment, which would take `__proto__` for something else.
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
