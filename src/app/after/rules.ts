import { type AfterAction, isMoved } from '../../model/after.ts';
import type { Place } from '../../source/listing/walk.ts';
import { afterSetting } from '../settings/after.ts';
import type { Mistake } from '../settings/config-file.ts';
import type { RawSettings, Rule } from '../settings/load.ts';

const where = '--after (LOGFLOW_AFTER)';

/** Absent: nothing is done with objects. */
export function actionOf({ after }: Pick<RawSettings, 'after'>): AfterAction | undefined {
  const read = afterSetting.safeParse(after).data;
  return read === undefined || read.kind === 'none' ? undefined : read;
}

/** Objects are touched when their documents are in a cluster: files are this machine's own, and nobody acknowledges a pipe. */
export const afterCluster: Rule = (given) =>
  actionOf(given) && (given.output ?? 'cluster') !== 'cluster'
    ? [{ where, what: `needs the documents to be in a cluster: leave it out with --output ${given.output}` }]
    : [];

/** What makes no sense with a backfill of these places. */
export function afterBackfill(
  places: readonly Place[],
  { dryRun, enqueue }: { readonly dryRun: boolean; readonly enqueue: boolean },
): Rule {
  return (given) => {
    const action = actionOf(given);
    if (!action) return [];
    const mistakes: Mistake[] = [...afterCluster(given)];
    if (dryRun)
      mistakes.push({ where, what: 'does nothing with --dry-run: leave it out, or say --after none' });
    if (enqueue) {
      mistakes.push({
        where,
        what: 'is for the consumers to do, with --enqueue: give it to them, not to this command',
      });
    }
    const listed = action.kind === 'move' && places.find((place) => meets(place, action));
    if (listed) {
      const what = `moves to where --prefix s3://${listed.bucket}/${listed.prefix} lists: what was moved would be loaded again, from another place`;
      mistakes.push({ where, what });
    }
    return mistakes;
  };
}

/** Whether what was moved is below the place, or the place is where things are moved to. */
function meets({ bucket, prefix }: Place, action: Extract<AfterAction, { kind: 'move' }>): boolean {
  return (
    isMoved(action, { bucket, key: prefix }) ||
    (bucket === action.bucket && `${action.prefix}/`.startsWith(prefix))
  );
}
