import { never } from '../../model/errors.ts';
import { bytes, number, plural } from '../../model/format.ts';
import type { IdKind } from '../../parse/definition.ts';
import { allPrintable } from './all-printable.ts';
import { clusterRows } from './cluster-text.ts';
import type {
  ExplainedDocument,
  Explanation,
  HeaderFacts,
  ObjectFacts,
  PipelineChoice,
} from './explanation.ts';
import { jsonLines } from './json-text.ts';
import { lineRows, placeText } from './line-text.ts';
import type { Screen } from './paint.ts';
import { problemLines, roomOf, row, wrapped } from './rows.ts';
import { traceRows } from './trace-text.ts';

/** An explanation for a person: a row for each step, the verdict last. Nothing in it acts on a terminal. */
export function explanationText(raw: Explanation, screen: Screen): string {
  const explanation = allPrintable(raw);
  const { object, compression, pipeline, header, documents, idKind, cluster, warnings, problems } =
    explanation;
  const place = placeText(explanation);
  const rows = [
    ...row(screen, 'object', objectLines(object)),
    ...row(screen, 'compression', compression ? [compressionText(compression)] : []),
    ...row(screen, 'rows', explanation.rows ? [rowsText(header)] : []),
    ...row(screen, 'pipeline', pipelineLines(pipeline, screen)),
    ...(header ? row(screen, 'header', headerLines(header, screen)) : []),
    ...traceRows(explanation.traces ?? [], place, screen),
    ...documents.flatMap((document, i) => documentRows(document, i + 1, place, screen)),
    ...lineRows(explanation, screen),
    ...row(screen, 'id', idKind ? [idTexts[idKind]] : []),
    ...row(
      screen,
      'bytes',
      explanation.bytes.fetched > 0 ? wrapped(screen, bytesText(explanation).split(' ')) : [],
    ),
    ...(cluster ? clusterRows(cluster, screen) : []),
    ...warnings.flatMap((warning) => row(screen, 'warning', problemLines(screen, warning))),
    ...row(screen, 'verdict', [verdictText(explanation, screen)]),
    ...problems.flatMap((problem) => row(screen, 'problem', problemLines(screen, problem))),
  ];
  return `${rows.join('\n')}\n`;
}

function objectLines(object: ObjectFacts): string[] {
  const { uri, path, size, lastModified, versionId, etag, contentType, contentEncoding, storageClass } =
    object;
  const facts = [
    size === undefined ? '' : sizeText(size),
    lastModified ? `last modified ${lastModified}` : '',
    versionId ? `version ${versionId}` : '',
    etag ? `ETag ${etag}` : '',
    contentType ?? '',
    contentEncoding ? `content encoding ${contentEncoding}` : '',
    storageClass ?? '',
    object.encryption ? `encrypted with ${object.encryption}` : '',
  ].filter(Boolean);
  const name = uri === '-' ? 'standard input' : uri;
  const copy = path === undefined ? [] : [`read from ${path === '-' ? 'standard input' : path}`];
  return [name, ...copy, ...facts];
}

function sizeText(size: number): string {
  return size < 1024 ? bytes(size) : `${bytes(size)} (${number(size)} bytes)`;
}

function compressionText(compression: NonNullable<Explanation['compression']>): string {
  return compression === 'none' ? 'none, by its first bytes' : `${compression}, by its first bytes`;
}

function pipelineLines(choice: PipelineChoice, screen: Screen): string[] {
  switch (choice.kind) {
    case 'claimed':
      return [`${choice.pipeline}, by this part of its ${choice.by}:`, choice.part];
    case 'named':
      return wrapped(screen, `${choice.pipeline}: ${named}`.split(' '));
    case 'unclaimed':
      return [
        screen.paint('bad', 'none claims it'),
        ...(choice.reason === 'rejects'
          ? ['the name is one of kept rejects, which are never read as logs']
          : choice.tried.flatMap(({ pipeline, claims }) => [
              `tried ${pipeline}, whose keys match`,
              `  ${claims}`,
            ])),
        ...(choice.looksLike ? [`its first line is a header of ${choice.looksLike}`] : []),
      ];
    default:
      return never(choice);
  }
}

const named =
  'a file that is named is read whatever its name, by the pipeline that knows its first line, else that of flow logs, or by the only one of --pipelines; in S3 its key decides (--as s3://BUCKET/KEY)';

function headerLines(
  { from, fields, renamed, dropped, unknown, time, keep }: HeaderFacts,
  screen: Screen,
): string[] {
  const count = plural(fields.length, 'field');
  const renames = Object.entries(renamed).map(
    ([name, target], at, all) => `${name} -> ${target}${at < all.length - 1 ? ',' : ''}`,
  );
  return [
    from === 'line' ? `${count}, by its first line:` : `none: ${count}, in the order that is built in:`,
    ...wrapped(screen, fields, '  '),
    ...(time ? [`time of the event: ${time}`] : []),
    ...(keep ? [`lines that are kept: ${keep.field} is ${keep.equals}`] : []),
    ...(renames.length > 0 ? wrapped(screen, ['renamed:', ...renames]) : []),
    ...(dropped.length > 0 ? [`not written under their names: ${dropped.join(', ')}`] : []),
    ...(unknown.length > 0 ? wrapped(screen, ['not known, kept as text:', ...unknown]) : []),
  ];
}

function documentRows(
  { offset, index, id, geo, document }: ExplainedDocument,
  position: number,
  place: (offset: number) => string,
  screen: Screen,
): string[] {
  const places = geo.map(({ target, address, place }) => {
    if (address === undefined) return `${target}: no address`;
    return `${target}: ${address} is ${place ? `in ${place}` : 'in no place that is known'}`;
  });
  return row(screen, `document ${position}`, [
    `from the line at ${place(offset)}`,
    `index ${index}`,
    ...(id === undefined ? [] : [`id ${id}`]),
    ...places,
    ...jsonLines(document, roomOf(screen), screen.paint),
  ]);
}

const idTexts: Readonly<Record<IdKind, string>> = {
  content: 'content: a 128-bit hash of the line',
  logstash: 'logstash: a 32-bit hash of the line, as Logstash made it',
  position: 'position: object, version and byte of the line, or its row',
  none: 'none: the cluster chooses',
};

function bytesText({ bytes: { fetched, unpacked, bulk } }: Explanation): string {
  return `${bytes(fetched)} read, ${bytes(unpacked)} unpacked, ${bytes(bulk)} of bulk requests`;
}

function verdictText({ ok, outcome, lines }: Explanation, { paint }: Screen): string {
  const documents = plural(lines.documents, 'document');
  if (ok) return paint('good', `would be delivered: ${documents}`);
  if (outcome === 'aborted') return paint('warn', `not known: interrupted after ${documents}`);
  const some = lines.documents > 0 ? `, with ${documents}` : '';
  return paint('bad', `would NOT be delivered${some}`);
}

/** Parquet's rows have columns, as flow logs have; events have none. */
function rowsText(header: Explanation['header']): string {
  return header ? 'of Parquet, by its first bytes' : 'the members of its list Records, by their numbers';
}
