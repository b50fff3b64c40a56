import { type AwsRow, awsRows } from './aws-rows.ts';
import { type ClusterContext, type ClusterRow, itemRows, passingRows } from './item-rows.ts';
import { fewFailures, type PollHistory, type QueueRow, queueRows } from './queue-rows.ts';
import { requestRows } from './request-rows.ts';
import { type Action, type Facts, fits } from './row.ts';
import { type S3Context, type S3Row, s3Rows } from './s3-rows.ts';

/** The row that fits, and what is done now. */
export interface Decision<R> {
  readonly row: R;
  readonly action: Action;
}

/** What is done about an error of S3. Pure. */
export function decideS3(facts: Facts, context: S3Context): Decision<S3Row> {
  const row = first(s3Rows, (row) => fits(row, facts) && holds(row.given, context));
  const { tries, action } = row;
  if (!tries || context.failures >= tries.most) return { row, action };
  const ms = Math.min(tries.cap, tries.base * 2 ** (context.failures - 1));
  return { row, action: { kind: 'retry', how: 'here', ms } };
}

/** The row of an error of SQS. */
export function queueRow(facts: Facts): QueueRow {
  return first(queueRows, (row) => fits(row, facts));
}

/** What is done about a receive that failed with this code: tried again, or the run ends. Pure. */
export function decidePoll(code: string, { failures, everWorked, drain }: PollHistory): Action {
  const start = queueRows.find((row) => row.code === code)?.start ?? fewFailures;
  const most = Math.min(
    everWorked ? Number.POSITIVE_INFINITY : start,
    drain ? fewFailures : Number.POSITIVE_INFINITY,
  );
  if (failures >= most) return { kind: 'stop' };
  return { kind: 'retry', how: 'here', ms: Math.min(30_000, 500 * 2 ** Math.min(failures, 10)) };
}

const clusterRows = [...passingRows, ...requestRows, ...itemRows];

/** What is done about an item, or a whole request, that the cluster did not take. Pure. */
export function decideCluster(facts: Facts, context: ClusterContext): ClusterRow {
  return first(clusterRows, (row) => fits(row, facts) && holds(row.given, context));
}

/** Whether a run ends when the cluster answers so: the brake would be held for ever. */
export function endsRun(code: string): boolean {
  return clusterRows.some((row) => row.code === code && row.action.kind === 'stop');
}

/** The row of an error that says nothing about what was asked for: our credentials, our network. */
export function commonRow(facts: Facts): AwsRow | undefined {
  const { noCredentials, clock, badCredentials, noRegion, certificate, unreachable } = awsRows;
  return [noCredentials, clock, badCredentials, noRegion, certificate, unreachable].find((row) =>
    fits(row, facts),
  );
}

/** Whether the same call to AWS, whatever it was for, may succeed a moment later. */
export function mayPass(facts: Facts): boolean {
  const { busy, fault, unreachable, broken } = awsRows;
  return [busy, fault, unreachable, broken].some((row) => fits(row, facts));
}

function first<R>(rows: readonly R[], test: (row: R) => boolean): R {
  const row = rows.find(test);
  if (row === undefined) throw new Error('the last row fits everything');
  return row;
}

function holds<C extends object>(given: Partial<C> | undefined, context: C): boolean {
  return Object.entries(given ?? {}).every(([name, value]) => context[name as keyof C] === value);
}
