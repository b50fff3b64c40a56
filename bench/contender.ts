/* One way to turn an object's bytes into bulk bodies (or to decompress them), measured pass by pass on one thread. */
import { createGunzip, gzipSync } from 'node:zlib';
import { vpcFlow } from '../src/formats/vpc-flow.ts';
import { flowDerived } from '../src/formats/vpc-flow-derived.ts';
import { vpcFlowEcs } from '../src/formats/vpc-flow-ecs.ts';
import { flowNames } from '../src/formats/vpc-flow-names.ts';
import type { LineBlock } from '../src/model/bulk.ts';
import { lineBlocks } from '../src/parse/blocks.ts';
import { compile } from '../src/parse/compile/compile.ts';
import type { ObjectTransform, ParseEnv } from '../src/parse/context.ts';
import type { PipelineDefinition } from '../src/parse/definition.ts';
import { geoLookup } from '../src/parse/geo.ts';
import { loadGeo } from '../src/parse/geo-data.ts';
import { type Header, readHeader } from '../src/parse/header.ts';
import { interpret } from '../src/parse/interpret.ts';
import { reuseBody } from '../src/parse/transforms.ts';
import { articleHeader } from '../test/helpers/flow-lines.ts';
import { FlowData, keyOf } from './flow-data.ts';
import { benchDatabases } from './geo-databases.ts';
import { serve } from './helper.ts';
import { splitAndStringify } from './split-stringify.ts';

export interface Pass {
  readonly cpuSeconds: number;
  readonly lines: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

const uri = `s3://logs/${keyOf(0)}`;
const object = { uri, identity: { bucket: 'logs', key: keyOf(0), version: 'v' } };
const options = {
  timezone: 'Asia/Tokyo',
  opType: 'create',
  origin: true,
  maxLineBytes: 2 ** 20,
  maxIndices: 100,
  earliest: 0,
  maxFuture: 86_400,
} as const;

const [name = '', lineCount = '0'] = process.argv.slice(2);
const text = Buffer.from(new FlowData().text(Number(lineCount)));

function header(): Header {
  const header = readHeader(vpcFlow, Buffer.from(articleHeader));
  if (header.kind !== 'header') throw new Error(header.problem.message);
  return header;
}

function definitionOf(contender: string): PipelineDefinition {
  if (contender === 'compiled, ECS') return vpcFlowEcs.definition;
  if (contender === 'compiled, ECS + derived') {
    return {
      ...vpcFlowEcs.definition,
      ...(vpcFlowEcs.rules && { rules: vpcFlowEcs.rules }),
    } as PipelineDefinition;
  }
  return {
    ...vpcFlow,
    names: contender === 'compiled + names' ? flowNames : [],
    derived: flowDerived.filter(({ asked }) => contender === `compiled + ${asked}`),
  };
}

/** As the engine makes it for each object: a new one for every pass. */
async function transformMaker(): Promise<() => ObjectTransform> {
  const geo = name === 'compiled + mmdb' ? await benchDatabases() : await loadGeo();
  const env: ParseEnv = { geo: geoLookup(geo), now: () => Date.now() / 1000 };
  const make = name.startsWith('compiled') ? compile : interpret;
  const definition = definitionOf(name);
  return () => make(definition, header(), object, options, env);
}

/** The leanest that Node has (less than gunzipSync needs of a long text): what no reader of these lines can do without. */
async function gunzip(stored: Uint8Array): Promise<number> {
  let bytes = 0;
  const engine = createGunzip({ chunkSize: 256 * 1024 });
  engine.end(stored);
  for await (const piece of engine) bytes += piece.length;
  return bytes;
}

/** One pass over all lines; answers with the bytes that came out. */
async function contender(): Promise<() => number | Promise<number>> {
  if (name === 'gunzip') {
    const stored = gzipSync(text);
    return () => gunzip(stored);
  }
  const blocks: LineBlock[] = await Array.fromAsync(
    lineBlocks(
      (async function* () {
        yield text;
      })(),
      { maxLineBytes: options.maxLineBytes },
    ),
  );
  const sum = (work: (block: LineBlock) => number) => blocks.reduce((bytes, block) => bytes + work(block), 0);
  if (name === 'split + stringify') return () => sum((block) => splitAndStringify(block).length);
  const make = await transformMaker();
  return () => {
    const transform = make();
    return sum((block) => {
      const { body } = transform(block);
      // As the engine does when the chunk is in its batch.
      reuseBody(body);
      return body.length;
    });
  };
}

const run = await contender();
serve(null, async (): Promise<Pass> => {
  const before = process.cpuUsage();
  const bytesOut = await run();
  const { user, system } = process.cpuUsage(before);
  return { cpuSeconds: (user + system) / 1e6, lines: Number(lineCount), bytesIn: text.length, bytesOut };
});
