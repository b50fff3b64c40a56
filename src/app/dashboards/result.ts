import { never } from '../../model/errors.ts';
import { plural } from '../../model/format.ts';
import type { Result } from '../result.ts';
import type { DashboardsOptions } from './options.ts';
import { planText, type Step } from './plan.ts';
import { type Server, serverText } from './server.ts';

export interface Report extends DashboardsOptions {
  readonly server: Server;
  /** The address, without credentials. */
  readonly where: string;
  /** As it was before anything was written. */
  readonly steps: readonly Step[];
}

/** What a run has to tell. `otherwise`: what the server made of what was written; undefined when nothing was. */
export function dashboardsResult(report: Report, otherwise: readonly Step[] | undefined): Result {
  const { server, where, space, steps, overwrite } = report;
  const written = otherwise !== undefined;
  const done = (step: Step) => step.kind === 'keep' || (written && (step.kind === 'create' || overwrite));
  const ok = steps.every(done);
  return {
    ok,
    json: {
      type: 'dashboards-install',
      ok,
      server: { kind: server.kind, version: server.version, url: where, space },
      objects: steps.map((step) => ({
        ...{ type: step.object.type, id: step.object.id, title: step.object.attributes.title },
        ...{ state: stateOf(step, done(step)), differences: step.differences },
      })),
      ...(otherwise?.length && {
        keptOtherwise: otherwise.map(({ object: { type, id }, differences }) => ({ type, id, differences })),
      }),
    },
    text: `${headText(report)}${planText(steps, overwrite)}\n${endText(report, written, done)}${otherwiseText(otherwise)}`,
  };
}

function stateOf({ kind }: Step, done: boolean): string {
  switch (kind) {
    case 'keep':
      return 'as it should be';
    case 'create':
      return done ? 'created' : 'missing';
    case 'differs':
      return done ? 'overwritten' : 'differs';
    default:
      return never(kind);
  }
}

function headText({ server, where, space }: Report): string {
  const what = server.kind === 'kibana' ? 'space' : 'tenant';
  return `${serverText(server)} at ${where}${space === undefined ? '' : `, ${what} ${space}`}\n\n`;
}

function endText(report: Report, written: boolean, done: (step: Step) => boolean): string {
  const { steps, overwrite, dryRun, server, where, space } = report;
  const count = (kind: Step['kind']) => steps.filter((step) => step.kind === kind).length;
  if (count('keep') === steps.length) return 'all of it is as it should be\n';
  const created = written ? `${count('create')} created` : `${count('create')} to create`;
  const differing = count('differs');
  const differ = overwrite
    ? `${differing} ${written ? 'overwritten' : 'to overwrite'}`
    : `${differing} with other content`;
  const counts = [created, differ, `${count('keep')} as it should be`].filter(
    (text) => !text.startsWith('0 '),
  );
  const path = server.kind === 'kibana' && space !== undefined ? `/s/${space}` : '';
  const id = steps.at(-1)?.object.id;
  const replace =
    differing > 0 && !overwrite ? `--overwrite replaces what differs (${plural(differing, 'object')})` : '';
  const again = dryRun ? 'the same without --dry-run' : 'the same again, and a yes';
  const idle = !written && (overwrite || count('create') > 0);
  const next = steps.every(done)
    ? `open ${where}${path}/app/dashboards#/view/${id}`
    : [...(idle ? [again] : []), ...(replace === '' ? [] : [replace])].join('; ');
  return `${counts.join(', ')}\n${written ? '' : 'nothing was changed\n'}next: ${next}\n`;
}

function otherwiseText(otherwise: readonly Step[] = []): string {
  if (otherwise.length === 0) return '';
  return `\nThe server keeps some of it in a form of its own; a later run will show:\n${planText(otherwise, false)}`;
}
