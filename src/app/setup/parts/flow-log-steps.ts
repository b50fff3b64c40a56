import type { CreateFlowLogsRequest, EC2Client, FlowLog } from '@aws-sdk/client-ec2';
import { LogflowError, type Problem } from '../../../model/errors.ts';
import { oneLine } from '../../../sink/text.ts';
import { fieldChange } from '../field.ts';
import { ownTag } from '../names.ts';
import type { Step, Task } from '../part.ts';
import { createFlowLog, deleteFlowLog, findFlowLogs } from './ec2-flow-logs.ts';
import { flowLogChanges, isOf } from './flow-log.ts';

const about = { part: 'flow-logs', what: 'VPC flow log' } as const;

/** The flow log that one resource is to have. */
export interface Wanted {
  readonly ec2: EC2Client;
  /** The resource's. */
  readonly id: string;
  readonly project: string;
  readonly request: CreateFlowLogsRequest;
}

/** AWS changes no flow log. A new one takes minutes to begin, so it is made while the old one still writes. */
const replaced =
  'AWS cannot change a flow log: a new one is made, then this one is deleted (the other way round where AWS takes them for the same). A new one takes some minutes to begin, so flows of that time may be missing. Objects that are there stay';

export function create(wanted: Wanted): Task {
  const { id, project, request } = wanted;
  const tag = fieldChange(`tag ${ownTag}`, undefined, project);
  return {
    ...{ ...about, name: id, kind: 'create' },
    fields: [...flowLogChanges(id, undefined, request), tag],
    note: 'it takes some minutes to begin',
    async apply() {
      if ((await make(wanted)) === 'exists') throw new LogflowError(existing(id));
    },
  };
}

export function replace(wanted: Wanted, old: FlowLog): Task {
  const { ec2, id, project, request } = wanted;
  const oldId = old.FlowLogId ?? '';
  return {
    ...{ ...about, name: nameOf(old), kind: 'change' },
    fields: flowLogChanges(id, old, request),
    note: replaced,
    async apply() {
      if ((await make(wanted)) === 'created') return deleteFlowLog(ec2, oldId);
      // Only if it is ours that stands in the way: else there would be none in the end.
      const here = await findFlowLogs(ec2, project, [id]);
      if (
        here.some(
          (other) =>
            other.ResourceId === id &&
            !isOf(project, other) &&
            other.LogDestination === request.LogDestination,
        )
      ) {
        throw new LogflowError(existing(id));
      }
      await deleteFlowLog(ec2, oldId);
      if ((await make(wanted)) === 'exists') throw new LogflowError(existing(id));
    },
  };
}

/** Not a second time: an attempt before may have come so far. */
async function make({ ec2, id, project, request }: Wanted): Promise<'created' | 'exists'> {
  const here = await findFlowLogs(ec2, project, [id]);
  const right = here.some(
    (other) => other.ResourceId === id && flowLogChanges(id, other, request).length === 0,
  );
  return right ? 'created' : createFlowLog(ec2, request);
}

export function keep(flowLog: FlowLog, note: string | undefined): Step {
  const { DeliverLogsStatus, DeliverLogsErrorMessage = 'no reason given' } = flowLog;
  const trouble = `AWS cannot deliver: ${oneLine(DeliverLogsErrorMessage, 200)}; look at the bucket's policy`;
  const notes = [...(DeliverLogsStatus === 'FAILED' ? [trouble] : []), ...(note === undefined ? [] : [note])];
  return {
    ...{ ...about, name: nameOf(flowLog), kind: 'keep' },
    ...(notes.length > 0 && { note: notes.join('. ') }),
  };
}

export function deletion(ec2: EC2Client, flowLog: FlowLog, note: string): Task {
  const fields = [fieldChange('destination', flowLog.LogDestination, undefined)];
  const apply = () => deleteFlowLog(ec2, flowLog.FlowLogId ?? '');
  return { ...about, name: nameOf(flowLog), kind: 'delete', fields, note, apply };
}

export function refusal(name: string, problem: Problem): Step {
  return { ...about, name, kind: 'refuse', problem };
}

export const none: Step = {
  ...about,
  name: 'none',
  kind: 'keep',
  note: 'logflow.yaml has no setup.flow-logs',
};

function nameOf({ FlowLogId, ResourceId }: FlowLog): string {
  return `${FlowLogId} of ${ResourceId}`;
}

function existing(id: string): Problem {
  return {
    code: 'LF_FLOW_LOG_EXISTS',
    message: `AWS has a flow log of ${id} that it takes for the same, and logflow did not make it`,
    hint: `Look at \`aws ec2 describe-flow-logs --filter Name=resource-id,Values=${id}\`: keep that one and take ${id} out of setup.flow-logs.of, or delete it.`,
  };
}
