import type { FlowLog } from '@aws-sdk/client-ec2';
import type { SetupSection } from '../../settings/setup.ts';
import type { SetupClients } from '../clients.ts';
import type { Names } from '../names.ts';
import type { Part, Step } from '../part.ts';
import { findFlowLogs } from './ec2-flow-logs.ts';
import { flowLogChanges, flowLogRequest, isOf, writesTo } from './flow-log.ts';
import { flowLogMistakes } from './flow-log-mistakes.ts';
import { create, deletion, keep, none, refusal, replace, type Wanted } from './flow-log-steps.ts';

/** Flow logs of what `setup.flow-logs.of` names, into the bucket. Ours carry the tag; those of others are left alone. */
export function createFlowLogsPart(
  names: Names,
  section: SetupSection,
  { ec2 }: Pick<SetupClients, 'ec2'>,
): Part {
  const { project, 'flow-logs': settings } = section;
  const of = [...new Set(settings?.of)];
  return {
    name: 'flow-logs',
    async plan() {
      const mistakes = settings ? flowLogMistakes(names, settings) : [];
      if (mistakes.length > 0) return mistakes.map((problem) => refusal(of.join(', '), problem));
      const found = await findFlowLogs(ec2, project, of);
      const steps = of.flatMap((id) => {
        if (!settings) return [];
        const wanted = { ec2, id, project, request: flowLogRequest(names, project, settings, id) };
        const here = found.filter(({ ResourceId }) => ResourceId === id);
        return stepsFor(names, wanted, here);
      });
      const left = found.filter(
        (flowLog) => isOf(project, flowLog) && !of.includes(flowLog.ResourceId ?? ''),
      );
      const all = [...steps, ...left.map((flowLog) => keep(flowLog, notNamed(flowLog)))];
      return all.length > 0 ? all : [none];
    },
    async destroy() {
      const found = await findFlowLogs(ec2, project, []);
      return found.map((flowLog) => deletion(ec2, flowLog, 'the objects that it wrote stay in the bucket'));
    },
  };
}

/** `here`: all flow logs of the resource, whoever made them. */
function stepsFor(names: Names, wanted: Wanted, here: readonly FlowLog[]): readonly Step[] {
  const { ec2, id, project, request } = wanted;
  const changes = (flowLog: FlowLog) => flowLogChanges(id, flowLog, request).map(({ field }) => field);
  const ours = here.filter((flowLog) => isOf(project, flowLog));
  const theirs = here.filter((flowLog) => !isOf(project, flowLog) && writesTo(names, flowLog));
  const right = [...ours, ...theirs].find((flowLog) => changes(flowLog).length === 0);
  const old = right ? undefined : ours[0];
  const first = right
    ? keep(right, ours.includes(right) ? undefined : 'not made by logflow, and as it should be')
    : old
      ? replace(wanted, old)
      : create(wanted);
  const surplus = ours.filter((flowLog) => flowLog !== right && flowLog !== old);
  const strange = theirs.filter((flowLog) => flowLog !== right);
  return [
    first,
    ...surplus.map((flowLog) => deletion(ec2, flowLog, `another one of ${id} is in its place`)),
    ...strange.map((flowLog) => keep(flowLog, otherwise(changes(flowLog)))),
  ];
}

function otherwise(fields: readonly string[]): string {
  return `not made by logflow: it writes to this bucket too, with other ${fields.join(', ')}; what is announced of it is read as well`;
}

/** A flow log that is gone is traffic that nobody will ever see: nothing is deleted for a line that is missing. */
function notNamed({ FlowLogId, ResourceId }: FlowLog): string {
  return `setup.flow-logs.of does not name ${ResourceId} any more; to end it: aws ec2 delete-flow-logs --flow-log-ids ${FlowLogId}`;
}
