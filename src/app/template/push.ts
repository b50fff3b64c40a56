import { systemClock } from '../../core/clock.ts';
import { LogflowError } from '../../model/errors.ts';
import { plural } from '../../model/format.ts';
import { canAsk, confirm, needsYes } from '../dlq/confirm.ts';
import type { Io } from '../io.ts';
import type { Result } from '../result.ts';
import type { Settings } from '../settings/settings.ts';
import { type Comparison, comparePipeline, compareResource, isEqual } from './compare.ts';
import { comparisonText, fieldText, indicesText, othersText } from './compare-text.ts';
import { type Compared, withCompared } from './diff.ts';
import type { AskCluster } from './inspect.ts';
import { resourceTitle, writeResource } from './resource.ts';
import { type Save, saveBelow, savedText } from './saved.ts';

export interface PushOptions {
  /** A pipeline or a file; absent: all pipelines. */
  readonly named: string | undefined;
  readonly yes: boolean;
  /** Where previous versions are kept. */
  readonly state: string | undefined;
}

/** What became of one. `saved`: path of the version before. */
interface Pushed {
  readonly done: 'created' | 'changed';
  readonly comparison: Comparison;
  readonly saved?: string;
}

/** `logflow template push`: overwrites what differs, after a plan and a yes, and after the version before was saved. */
export function pushTemplates(settings: Settings, options: PushOptions, io: Io): Promise<Result> {
  return withCompared(settings, options.named, io, async (compared, ask) => {
    const [problem] = compared.pipelines.flatMap(({ problems }) => problems);
    if (problem) throw new LogflowError(problem);
    const wanted = compared.comparisons.filter((comparison) => !isEqual(comparison));
    const notes = compared.pipelines.flatMap((found) => [...othersText(found), ...indicesText(found)]);
    if (wanted.length === 0) return result(compared, [], [...notes, 'nothing to do']);
    io.stderr.write(`${planText(wanted, notes)}\n`);
    if (!options.yes) {
      if (!canAsk(io)) throw needsYes('`logflow template diff` shows the same');
      if (!(await confirm(`Put ${plural(wanted.length, 'change')} on the cluster? [y/N] `, io))) {
        return {
          ok: false,
          json: { type: 'template-push', ok: false, pushed: [] },
          text: 'nothing was changed\n',
        };
      }
    }
    const save = saveBelow(options.state, systemClock.now);
    const pushed: Pushed[] = [];
    for (const comparison of wanted) {
      io.stops.stop.throwIfAborted();
      pushed.push(await pushOne(ask, comparison, { save, io }));
    }
    const after = await lookAgain(ask, compared);
    return result(after, pushed, pushed.flatMap(pushedText));
  });
}

async function pushOne(
  ask: AskCluster,
  comparison: Comparison,
  { save, io }: { readonly save: Save; readonly io: Io },
): Promise<Pushed> {
  const { wanted, found, unless } = comparison;
  const saved = found && (await save(found));
  // Said before the change: whatever comes then, the way back is known.
  if (saved) io.stderr.write(`${resourceTitle(wanted)}:\n${savedText(saved).join('\n')}\n`);
  const isTemplate = wanted.kind === 'legacy' || wanted.kind === 'composable';
  const refused = await writeResource(ask, wanted, isTemplate && !found ? { create: true } : unless);
  if (refused) throw new LogflowError(refused.problem);
  await insistEqual(ask, comparison);
  return { done: found ? 'changed' : 'created', comparison, ...(saved && { saved }) };
}

/** A cluster that keeps it otherwise than it was sent would be told about in every diff. */
async function insistEqual(ask: AskCluster, { wanted }: Comparison): Promise<void> {
  const after = await compareResource(ask, wanted);
  if ('problem' in after) throw new LogflowError(after.problem);
  if ('wanted' in after && isEqual(after)) return;
  const fields = 'wanted' in after ? after.differences.map(fieldText).join('; ') : 'it is not there';
  throw new LogflowError({
    code: 'LF_TEMPLATE_FAILED',
    message: `${resourceTitle(wanted)} was put, and is otherwise now: ${fields}`,
    hint: 'Somebody else may have changed it at the same time: see `logflow template diff`.',
  });
}

async function lookAgain(ask: AskCluster, { pipelines, comparisons }: Compared): Promise<Compared> {
  const again: Compared['pipelines'][number][] = [];
  for (const { template } of pipelines) {
    const compared = await comparePipeline(ask, template);
    if (compared.kind !== 'compared') throw new LogflowError(compared.problem);
    again.push(compared);
  }
  return { pipelines: again, comparisons };
}

/** New indices must be mapped right in the end; existing ones, which no template changes, are told. */
function result({ pipelines }: Compared, pushed: readonly Pushed[], lines: readonly string[]): Result {
  const overruled = pipelines.filter((found) => found.overruled.length > 0);
  const ok = overruled.length === 0;
  const json = {
    ...{ type: 'template-push', ok },
    pushed: pushed.map(({ done, saved, comparison: { wanted, differences } }) => ({
      ...{ kind: wanted.kind, name: wanted.name, done, differences },
      ...(saved && { saved }),
    })),
    indices: pipelines.map(({ indices }) => indices),
  };
  const others = pushed.length > 0 ? overruled.flatMap(othersText) : [];
  return { ok, json, text: `${[...lines, ...others].join('\n')}\n` };
}

function planText(wanted: readonly Comparison[], notes: readonly string[]): string {
  const steps = wanted.flatMap((comparison) =>
    comparison.found ? comparisonText(comparison) : [`${resourceTitle(comparison.wanted)} will be created`],
  );
  return [...steps, ...notes].join('\n');
}

function pushedText({ done, comparison: { wanted } }: Pushed): string[] {
  return [`${resourceTitle(wanted)} ${done}`];
}
