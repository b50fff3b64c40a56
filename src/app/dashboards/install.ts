import { writeFileSync } from 'node:fs';
import { LogflowError } from '../../model/errors.ts';
import { plural } from '../../model/format.ts';
import { canAsk, confirm, needsYes } from '../dlq/confirm.ts';
import type { Io } from '../io.ts';
import type { Result } from '../result.ts';
import type { Settings } from '../settings/settings.ts';
import { openCluster } from '../target.ts';
import { templatesOf } from '../template/subject.ts';
import { type Dashboards, openDashboards } from './ask.ts';
import { type Subject, savedObjects } from './objects.ts';
import type { DashboardsOptions } from './options.ts';
import { planOf, planText, type Step } from './plan.ts';
import { dashboardsResult } from './result.ts';
import { ndjson, type SavedObject } from './saved-object.ts';

/** `logflow dashboards install`: index pattern and dashboard of the flow logs, or a file of them. */
export async function installDashboards(
  settings: Settings,
  options: DashboardsOptions,
  io: Io,
): Promise<Result> {
  const { url, space } = options;
  const subject = subjectOf(settings, space);
  // The classic map is drawn by every server that an export may be for.
  if (url === undefined) return exported(savedObjects(subject, 'tile_map'), options.export ?? '-');
  // Cluster and dashboards have the same users; a proxy in front of a form may not know gzip.
  const client = await openCluster({ ...settings, node: [url], compress: false });
  try {
    const dashboards = await openDashboards(client, space, io.stops.stop);
    // Tenants keep their objects apart; spaces do not, but for the one that is there from the start.
    const apart = dashboards.server.kind === 'opensearch-dashboards' || space === 'default';
    const wanted = savedObjects({ ...subject, space: apart ? undefined : space }, dashboards.server.map);
    if (options.export !== undefined) return exported(wanted, options.export);
    const [where = ''] = client.nodes;
    return await install(dashboards, wanted, { ...options, where }, io);
  } finally {
    await client.close();
  }
}

function subjectOf(settings: Settings, space: string | undefined): Subject {
  const [template] = templatesOf(settings, 'vpcflowlogs');
  if (!template) throw new Error('the pipeline of flow logs has no template');
  const { name, pattern } = template;
  return { name, pattern, space };
}

function exported(objects: readonly SavedObject[], file: string): Result {
  const text = ndjson(objects);
  if (file !== '-') write(file, text);
  return {
    ok: true,
    json: { type: 'dashboards-export', ok: true, objects, ...(file !== '-' && { file }) },
    text:
      file === '-'
        ? text
        : `${file} written: ${plural(objects.length, 'saved object')}\nnext: import it under Management, Saved Objects\n`,
  };
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const problem = {
      code: 'LF_OUTPUT',
      message: `cannot write to ${file}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`,
      hint: 'Give --export a file in a directory that exists and that you may write to, or - for standard output.',
    };
    throw new LogflowError(problem, { cause: error });
  }
}

async function install(
  dashboards: Dashboards,
  wanted: readonly SavedObject[],
  options: DashboardsOptions & { readonly where: string },
  io: Io,
): Promise<Result> {
  const { overwrite } = options;
  const { server } = dashboards;
  const steps = planOf(wanted, await dashboards.find(wanted));
  const differing = steps.filter(({ kind }) => kind === 'differs');
  const tasks = steps.filter(({ kind }) => kind === 'create' || (overwrite && kind === 'differs'));
  const report = { server, steps, ...options };
  if (options.dryRun || tasks.length === 0) return dashboardsResult(report, undefined);
  if (overwrite && differing.length > 0 && !options.yes) {
    io.stderr.write(planText(steps, overwrite));
    if (!canAsk(io)) throw needsYes();
    if (!(await confirm(`Overwrite ${plural(differing.length, 'object')}? (yes/no) `, io))) {
      return dashboardsResult(report, undefined);
    }
  }
  const objects = tasks.map(({ object }) => object);
  await dashboards.put(objects, overwrite && differing.length > 0);
  return dashboardsResult(report, await keptOtherwise(dashboards, objects));
}

/** A server may bring an object into a form that the comparison does not know: that shows now, or in every later run. */
async function keptOtherwise(
  dashboards: Dashboards,
  objects: readonly SavedObject[],
): Promise<readonly Step[]> {
  const otherwise = planOf(objects, await dashboards.find(objects)).filter(({ kind }) => kind !== 'keep');
  const lost = otherwise.filter(({ kind }) => kind === 'create');
  if (lost.length === 0) return otherwise;
  throw new LogflowError({
    code: 'LF_DASHBOARDS_IMPORT',
    message: `the server said that it took all, and ${plural(lost.length, 'object')} cannot be found: ${lost.map(({ object }) => object.id).join(', ')}`,
    hint: 'Look under Management, Saved Objects: where the ids are taken in another space, Kibana keeps copies by other ids. Give --space the name of the space.',
  });
}
