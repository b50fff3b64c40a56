import { asRecord } from '../template/mapping.ts';
import type { SavedObject } from './saved-object.ts';

/** A field that is not as wanted. Values as JSON; undefined: not there. */
export interface Difference {
  readonly field: string;
  readonly now: string | undefined;
  readonly then: string;
}

/**
 * What of an object is not as we would write it. Servers bring objects up to their own form: what they add is no difference,
 * but one more filter, panel or aggregation is.
 */
export function differencesOf(found: unknown, wanted: SavedObject): readonly Difference[] {
  const now = flat(meaning(found));
  return [...flat(meaning(wanted))].flatMap(([field, then]) =>
    now.get(field) === then ? [] : [{ field, now: now.get(field), then }],
  );
}

/** The part of an object that people see, without the text in the text. Foreign objects come here: nothing is taken for granted. */
function meaning(object: unknown): object {
  const { type, attributes: attributes_, references } = asRecord(object);
  const attributes = asRecord(attributes_);
  const { title } = attributes;
  const search = asRecord(parsed(asRecord(attributes.kibanaSavedObjectMeta).searchSourceJSON));
  const { query, filter } = search;
  switch (type) {
    case 'index-pattern':
      return { title, timeFieldName: attributes.timeFieldName };
    case 'visualization': {
      const { type: chart, params, aggs } = asRecord(parsed(attributes.visState));
      return { title, chart, params, aggs, query, filter, index: idOf(references, search.indexRefName) };
    }
    case 'map':
      return {
        title,
        layers: list(parsed(attributes.layerListJSON)).map((layer) => source(layer, references)),
      };
    case 'dashboard':
      return {
        ...{ title, query, filter },
        panels: list(parsed(attributes.panelsJSON)).map((panel) => place(panel, references)),
      };
    default:
      return {};
  }
}

/** Layers have got other names and styles from one version to the next; what they show has not. */
function source(layer: unknown, references: unknown): object {
  const { type, geoField, indexPatternRefName } = asRecord(asRecord(layer).sourceDescriptor);
  return { type, geoField, index: idOf(references, indexPatternRefName) };
}

function place(panel: unknown, references: unknown): object {
  const { gridData, panelRefName } = asRecord(panel);
  const { x, y, w, h } = asRecord(gridData);
  return { x, y, w, h, shows: idOf(references, panelRefName) };
}

/** Kibana puts the panel's own index before a name: `1:panel_0`. */
function idOf(references: unknown, name: unknown): unknown {
  const found = list(references)
    .map(asRecord)
    .find((reference) => String(reference.name).replace(/^[^:]*:(?=panel_)/, '') === name);
  return found?.id;
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** `aggs.0.params.field -> "bytes"`; of a list also how long it is. */
function flat(value: unknown, path = '', into = new Map<string, string>()): ReadonlyMap<string, string> {
  if (Array.isArray(value)) into.set(`${path}.length`, String(value.length));
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) flat(inner, path === '' ? key : `${path}.${key}`, into);
  } else if (value !== undefined) into.set(path, JSON.stringify(value));
  return into;
}
