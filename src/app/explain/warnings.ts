import { filteredTotal } from '../../model/books.ts';
import type { Problem } from '../../model/errors.ts';
import { number, plural } from '../../model/format.ts';
import type { ObjectRef } from '../../model/object.ts';
import type { IdKind } from '../../parse/definition.ts';
import type { Compression } from '../../source/compression.ts';
import type { Looked } from './look.ts';
import type { BegunObject, Findings } from './read.ts';
import { geoOf } from './written.ts';

/** What is worth a warning about an object itself. */
export function warningsOf(ref: ObjectRef, { compression, findings, ending }: Looked): Problem[] {
  const { begun, books } = findings;
  return [
    ...(compression ? nameWarnings(ref, compression) : []),
    ...(begun ? [...headerWarnings(begun), ...idWarnings(begun.definition.id, ref)] : []),
    ...(ending.kind === 'delivered' && books.indexed === 0 ? [nothingToIndex(findings)] : []),
    ...(books.malformed > 0 && books.malformed < books.read
      ? [malformedLines(books.malformed, books.read)]
      : []),
  ];
}

const suffixes: Readonly<Record<string, Compression>> = { '.gz': 'gzip', '.zst': 'zstd' };

function nameWarnings(ref: ObjectRef, compression: Compression): Problem[] {
  const name = ref.kind === 's3' ? ref.key : (ref.as?.key ?? ref.path);
  const [suffix, promised] = Object.entries(suffixes).find(([end]) => name.endsWith(end)) ?? [];
  if (suffix === undefined || promised === compression) return [];
  const found = compression === 'none' ? 'are not compressed' : `are ${compression}`;
  return [
    {
      code: 'LF_NAME_MISLEADS',
      message: `the name ends in ${suffix}, and the bytes ${found}`,
      hint: 'Nothing to do here: the bytes decide. Other readers may trip over it.',
    },
  ];
}

function headerWarnings({ definition, header }: BegunObject): Problem[] {
  if (definition.kind !== 'columns') return [];
  const names = new Set(header.fields.map(({ name }) => name));
  const { keep } = definition;
  const warnings: Problem[] = [];
  if (keep && !names.has(keep.field)) {
    warnings.push({
      code: 'LF_NO_FILTER',
      message: `the header names no ${keep.field}: no line is left out for it`,
      hint: `Add ${keep.field} to the log format to leave out lines without data.`,
    });
  }
  const missing = geoOf(definition).filter(({ field }) => !names.has(field));
  if (missing.length > 0) {
    const targets = missing.map(({ target }) => target).join(', ');
    warnings.push({
      code: 'LF_NO_ADDRESS',
      message: `documents have no ${targets}: the header names no ${missing.map(({ field }) => field).join(', ')}`,
      hint: 'Add the fields to the log format if places are wanted.',
    });
  }
  return warnings;
}

function idWarnings(kind: IdKind, ref: ObjectRef): Problem[] {
  if (kind === 'logstash') {
    return [
      {
        code: 'LF_IDS_COLLIDE',
        message:
          'ids as Logstash made them have 32 bits: different lines collide (about 116 in a million per index) and are counted as duplicates',
        hint: 'Use --id content, unless documents of Logstash are in the same index.',
      },
    ];
  }
  if (kind === 'none') {
    return [
      {
        code: 'LF_IDS_NONE',
        message: 'without ids documents arrive at least once: what is read again is indexed again',
        hint: 'Use --id content where the cluster takes ids.',
      },
    ];
  }
  if (kind === 'position' && ref.kind !== 's3' && !ref.as) {
    return [
      {
        code: 'LF_IDS_OF_FILE',
        message: 'position ids are those of this file, and not those of the object in S3',
        hint: 'Give it the name of the object with --as.',
      },
    ];
  }
  return [];
}

function nothingToIndex({ books, unpacked }: Findings): Problem {
  const filtered = filteredTotal(books);
  const why =
    unpacked === 0
      ? 'it is empty'
      : books.read === 0
        ? 'it has no line but the header and blank ones'
        : `${number(filtered)} of its ${plural(books.read, 'line')} are left out on purpose`;
  return {
    code: 'LF_NO_DOCUMENTS',
    message: `no document comes of it: ${why}`,
    hint: 'Nothing to do if that is expected; its message would be deleted.',
  };
}

function malformedLines(malformed: number, read: number): Problem {
  return {
    code: 'LF_LINE_MALFORMED',
    message: `${number(malformed)} of ${plural(read, 'line')} ${malformed === 1 ? 'is' : 'are'} malformed`,
    hint: 'They are counted and left out; the others of the object are not affected.',
  };
}
