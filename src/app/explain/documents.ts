import { parseExactly } from './exact-json.ts';
import type { ExplainedDocument, GeoFact } from './explanation.ts';
import type { BegunObject } from './read.ts';
import type { SampleDocument } from './samples.ts';
import { geoOf, valueAt, writtenAs } from './written.ts';

/** A sampled bulk item with its document as it would be sent. */
export function explainDocument({ offset, item }: SampleDocument, begun: BegunObject): ExplainedDocument {
  const [actionLine = '', documentLine = ''] = item.split('\n');
  const action = JSON.parse(actionLine) as Record<string, { _index: string; _id?: string }>;
  const { _index: index = '', _id: id } = Object.values(action)[0] ?? {};
  const document = parseExactly(documentLine);
  return { offset, index, ...(id !== undefined && { id }), geo: geoFacts(document, begun), document };
}

function geoFacts(document: object, { definition, header }: BegunObject): GeoFact[] {
  if (definition.kind !== 'columns') return [];
  const written = writtenAs(definition, header);
  return geoOf(definition).flatMap(({ field, target }) => {
    const path = written.get(field);
    if (path === undefined) return [];
    const address = valueAt(document, path);
    const place = placeText(valueAt(document, target));
    return [{ target, ...(typeof address === 'string' && { address }), ...(place && { place }) }];
  });
}

/** `Boardman, United States` */
function placeText(record: unknown): string | undefined {
  const {
    city_name: city,
    country_name: country,
    continent_code: continent,
  } = (record ?? {}) as {
    readonly city_name?: string;
    readonly country_name?: string;
    readonly continent_code?: string;
  };
  return [city, country ?? continent].filter(Boolean).join(', ') || undefined;
}
