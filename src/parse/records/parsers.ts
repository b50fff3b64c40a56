import type { RecordParser } from '../definition.ts';
import type { Parser } from './event.ts';
import { parseJson } from './json-parser.ts';

/** How the fields of an event are found, by the kind of parser. */
export function parserOf(parser: RecordParser): Parser {
  switch (parser.kind) {
    case 'json':
      return parseJson;
  }
}
