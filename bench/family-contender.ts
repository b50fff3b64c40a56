/* One pipeline over its own kind of lines, compiled or interpreted, measured pass by pass on one thread. */
import { envelopeOf } from '../src/core/route.ts';
import { formats } from '../src/formats/catalogue.ts';
import { vpcFlowEcs } from '../src/formats/vpc-flow-ecs.ts';
import type { LineBlock } from '../src/model/bulk.ts';
import { lineBlocks } from '../src/parse/blocks.ts';
import { compile } from '../src/parse/compile/compile.ts';
import type { PipelineDefinition } from '../src/parse/definition.ts';
import { geoLookup } from '../src/parse/geo.ts';
import { loadGeo } from '../src/parse/geo-data.ts';
import { type Header, noHeader, readHeader } from '../src/parse/header.ts';
import { interpret } from '../src/parse/interpret.ts';
import { reuseBody } from '../src/parse/transforms.ts';
import { articleHeader } from '../test/helpers/flow-lines.ts';
import type { Pass } from './contender.ts';
import { familyLines } from './family-lines.ts';
import { serve } from './helper.ts';
import { ownFamilies } from './own-families.ts';

const [way = '', family = '', lineCount = '0'] = process.argv.slice(2);
const definition = definitionOf(family);
const lines = familyLines[definition.name];
if (lines === undefined) throw new Error(`no lines of ${definition.name}`);
const text = Buffer.from(lines(Number(lineCount)));

const object = { uri: 's3://logs/x', identity: { bucket: 'logs', key: 'x', version: 'v' } };
const options = {
  timezone: 'Asia/Tokyo',
  opType: 'create',
  origin: true,
  maxLineBytes: 2 ** 20,
  maxIndices: 100,
  earliest: 0,
  maxFuture: 86_400,
} as const;
const env = { geo: geoLookup(await loadGeo()), now: () => Date.now() / 1000 };

function definitionOf(name: string): PipelineDefinition {
  if (name === 'vpcflowlogs, ECS') return vpcFlowEcs.definition;
  const found = [...formats, ...ownFamilies].find((format) => format.definition.name === name);
  if (found === undefined) throw new Error(`no pipeline ${name}`);
  return found.definition;
}

function headerOf(pipeline: PipelineDefinition): Header {
  if (pipeline.kind !== 'columns') return noHeader;
  const header = readHeader(pipeline, Buffer.from(articleHeader));
  if (header.kind !== 'header') throw new Error(header.problem.message);
  return header;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const blocks: LineBlock[] = await Array.fromAsync(
  lineBlocks(once(text), { maxLineBytes: options.maxLineBytes, envelope: envelopeOf(definition) }),
);
const header = headerOf(definition);
const make = way === 'compiled' ? compile : interpret;

serve(null, async (): Promise<Pass> => {
  const before = process.cpuUsage();
  const transform = make(definition, header, object, options, env);
  let bytesOut = 0;
  let malformed = 0;
  for (const block of blocks) {
    const chunk = transform(block);
    bytesOut += chunk.body.length;
    malformed += chunk.malformed;
    // As the engine does when the chunk is in its batch.
    reuseBody(chunk.body);
  }
  const { user, system } = process.cpuUsage(before);
  if (malformed > 0) throw new Error(`${malformed} lines of ${family} are malformed`);
  return { cpuSeconds: (user + system) / 1e6, lines: Number(lineCount), bytesIn: text.length, bytesOut };
});
