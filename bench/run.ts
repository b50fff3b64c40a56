/*
 * Says where logflow stands, on this machine:
 *
 *   npm run bench                              all of it, about a quarter of an hour
 *   npm run bench -- transform process         some parts
 *   npm run bench -- --quick                   small inputs, one run of each: to try it
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { measureCluster } from './cluster.ts';
import { measureFamilies } from './families.ts';
import { measureMemory } from './memory.ts';
import { measureProcess } from './process.ts';
import { ratiosOf } from './ratios.ts';
import { fullSizes, type PartResult, quickSizes, type Sizes } from './results.ts';
import { table } from './table.ts';
import { measureTransform } from './transform.ts';
import { measureView } from './view.ts';

const parts: Readonly<Record<string, (sizes: Sizes) => Promise<PartResult>>> = {
  transform: measureTransform,
  process: measureProcess,
  cluster: measureCluster,
  memory: measureMemory,
  view: measureView,
  families: measureFamilies,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !(name in parts));
if (unknown.length > 0) {
  process.stderr.write(`${unknown.join(', ')}: the parts are ${Object.keys(parts).join(', ')}\n`);
  process.exit(2);
}

const names = positionals.length > 0 ? positionals : Object.keys(parts);
const cpu = cpus()[0]?.model.trim() ?? 'unknown';
const cores = availableParallelism();
const machine = `${cpu}, ${cores} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
const measured: PartResult[] = [];
for (const name of names) {
  process.stderr.write(`${name} …\n`);
  const result = await parts[name]?.(values.quick ? quickSizes : fullSizes);
  if (result) measured.push(result);
}
const ratios = ratiosOf(measured);
process.stdout.write(table(machine, measured, ratios));

const date = new Date().toISOString();
const short = `${cpu.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-${cores}${values.quick ? '-quick' : ''}`;
const folder = new URL('results/', import.meta.url);
await mkdir(folder, { recursive: true });
const file = new URL(`${date.slice(0, 10)}-${short}.json`, folder);
await writeFile(file, `${JSON.stringify({ date, machine, parts: measured, ratios }, undefined, 2)}\n`);
