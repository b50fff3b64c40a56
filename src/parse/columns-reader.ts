import type { ColumnsDefinition } from './definition.ts';
import { readDocument } from './document.ts';
import { type Header, maxHeaderBytes, readHeader } from './header.ts';
import type { Line } from './lines.ts';
import { reasons } from './malformed.ts';
import { type DocumentReader, lineDecoder, malformed, type ReadingContext } from './reading.ts';

/** Lines of columns, header lines among them. */
export function columnsReader(settings: ReadingContext<ColumnsDefinition>): DocumentReader {
  const { definition, options } = settings;
  let context = settings;
  let isHeader = headerTest(definition, settings.header);
  return {
    read(line, latest) {
      if (isHeader(line)) return { kind: 'skipped' };
      if (line.content.length > options.maxLineBytes) return malformed(reasons.tooLong(options.maxLineBytes));
      const turn = headerIn(definition, line.content);
      if (turn !== undefined) {
        context = { ...settings, header: turn };
        isHeader = headerTest(definition, turn);
        return { kind: 'skipped' };
      }
      return readDocument(context, lineDecoder.decode(line.content), line.offset, latest);
    },
    get hasTurned() {
      return context !== settings;
    },
  };
}

/** The columns that a line in the middle of an object names, if it is a header line. No record can be one: it has a time. */
function headerIn(definition: ColumnsDefinition, content: Uint8Array): Header | undefined {
  const first = content[0] ?? 0;
  if (first < 97 || first > 122 || content.length > maxHeaderBytes) return undefined;
  const header = readHeader(definition, content);
  return header.kind === 'header' && header.fromLine ? header : undefined;
}

/** Recognises the header line, also where files were put one behind the other. */
function headerTest(definition: ColumnsDefinition, header: Header): (line: Line) => boolean {
  if (!header.fromLine) return () => false;
  const bytes = Buffer.from(header.fields.map(({ name }) => name).join(definition.format.separator));
  return (line) => bytes.equals(line.content);
}
