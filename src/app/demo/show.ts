import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { definitions } from '../pipelines.ts';
import type { Settings } from '../settings/settings.ts';
import { openCluster } from '../target.ts';
import { indexPatternOf } from '../template/target.ts';

export interface Shown {
  readonly json: { readonly where: string; readonly document?: unknown };
  readonly text: string;
}

/** Where the documents of a demo went, and one of them that has a place on the map. */
export async function showDocument(settings: Settings): Promise<Shown> {
  const { output } = settings;
  if (output.kind === 'cluster') return shown(...(await fromCluster(settings)));
  if (output.target === '-') return shown('standard output', undefined);
  return shown(...(await fromFiles(output.target)));
}

function shown(where: string, document: unknown): Shown {
  const text = document === undefined ? '' : `one of them\n${fieldLines(document)}\n`;
  return {
    json: { where, ...(document !== undefined && { document }) },
    text: `documents are in\n  ${where}\n${text}`,
  };
}

/** A field a line, places on one line each: as JSON it would fill three screens. */
function fieldLines(document: unknown): string {
  const { _index, _id, _source } = document as {
    _index: string;
    _id: string;
    _source: Record<string, unknown>;
  };
  const fields = Object.entries({ _index, _id, ..._source });
  return fields.map(([name, value]) => `  ${name.padEnd(14)}${JSON.stringify(value)}`).join('\n');
}

async function fromFiles(directory: string): Promise<[string, unknown]> {
  const files = readdirSync(directory).filter((name) => !name.startsWith('.'));
  const name = files[0];
  if (name === undefined) return [directory, undefined];
  const where = `${directory} (${files.length} files; cat ${directory}/*)`;
  if (!name.endsWith('.ndjson')) return [where, undefined];
  let first: unknown;
  const input = createReadStream(join(directory, name));
  for await (const line of createInterface({ input })) {
    first ??= JSON.parse(line);
    if (line.includes('"city_name"')) {
      first = JSON.parse(line);
      break;
    }
  }
  input.destroy();
  return [where, first];
}

/** With a place the document is worth showing; in one schema and the other. */
const cities = ['dst_geoip.city_name', 'destination.geo.city_name'];

async function fromCluster(settings: Settings): Promise<[string, unknown]> {
  const cluster = await openCluster(settings);
  try {
    const wildcard = definitions(settings)
      .map(({ index }) => indexPatternOf(index))
      .join(',');
    await cluster.request('POST', `/${wildcard}/_refresh`);
    const { body } = await cluster.request('POST', `/${wildcard}/_search`, {
      body: { size: 1, query: { bool: { should: cities.map((field) => ({ exists: { field } })) } } },
    });
    const hit = (body as { hits?: { hits?: unknown[] } }).hits?.hits?.[0];
    return [`${wildcard} on ${cluster.nodes.join(', ')}`, hit];
  } finally {
    await cluster.close();
  }
}
