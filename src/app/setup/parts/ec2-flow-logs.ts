import {
  CreateFlowLogsCommand,
  type CreateFlowLogsRequest,
  DeleteFlowLogsCommand,
  type EC2Client,
  type Filter,
  type FlowLog,
  paginateDescribeFlowLogs,
  type UnsuccessfulItem,
} from '@aws-sdk/client-ec2';
import { LogflowError } from '../../../model/errors.ts';
import { oneLine } from '../../../sink/text.ts';
import { readAwsError } from '../../../source/aws-error.ts';
import { call, callUnless } from '../call.ts';
import { ownTag } from '../names.ts';

/** Values that EC2 takes in one filter. */
const mostValues = 200;

/** All that carry our tag, and all of the resources; those that are both, once. */
export async function findFlowLogs(
  ec2: EC2Client,
  project: string,
  resources: readonly string[],
): Promise<readonly FlowLog[]> {
  const chunks: string[][] = [];
  for (let at = 0; at < resources.length; at += mostValues) {
    chunks.push(resources.slice(at, at + mostValues));
  }
  const filters: Filter[] = [
    { Name: `tag:${ownTag}`, Values: [project] },
    ...chunks.map((Values) => ({ Name: 'resource-id', Values })),
  ];
  const found = new Map<string, FlowLog>();
  for (const filter of filters) {
    for (const flowLog of await describe(ec2, filter)) found.set(flowLog.FlowLogId ?? '', flowLog);
  }
  return [...found.values()].toSorted((a, b) => ((a.FlowLogId ?? '') < (b.FlowLogId ?? '') ? -1 : 1));
}

async function describe(ec2: EC2Client, filter: Filter): Promise<readonly FlowLog[]> {
  return call('ec2:DescribeFlowLogs', 'flow logs', async () => {
    const all: FlowLog[] = [];
    for await (const page of paginateDescribeFlowLogs({ client: ec2 }, { Filter: [filter] })) {
      all.push(...(page.FlowLogs ?? []));
    }
    return all;
  });
}

/**
 * `exists`: AWS takes it for one that is there. A page that says which differences count for it was not found: moto
 * looks at resource and destination alone.
 */
export async function createFlowLog(
  ec2: EC2Client,
  request: CreateFlowLogsRequest,
): Promise<'created' | 'exists'> {
  const on = String(request.ResourceIds?.[0]);
  return call('ec2:CreateFlowLogs (with ec2:CreateTags, logs:CreateLogDelivery)', on, async () => {
    try {
      const { Unsuccessful = [] } = await ec2.send(new CreateFlowLogsCommand(request));
      if (Unsuccessful.some(({ Error: error }) => error?.Code === existsCode)) return 'exists';
      // The call itself is answered with 200.
      refuseUnsuccessful('ec2:CreateFlowLogs', Unsuccessful);
      return 'created';
    } catch (error) {
      if (readAwsError(error).name === existsCode) return 'exists';
      throw error;
    }
  });
}

const existsCode = 'FlowLogAlreadyExists';

export async function deleteFlowLog(ec2: EC2Client, id: string): Promise<void> {
  await callUnless(['InvalidFlowLogId.NotFound'], 'ec2:DeleteFlowLogs', id, async () => {
    const { Unsuccessful = [] } = await ec2.send(new DeleteFlowLogsCommand({ FlowLogIds: [id] }));
    refuseUnsuccessful('ec2:DeleteFlowLogs', Unsuccessful);
  });
}

function refuseUnsuccessful(action: string, [first]: readonly UnsuccessfulItem[]): void {
  if (!first) return;
  const { ResourceId, Error: error } = first;
  throw new LogflowError({
    code: 'LF_SETUP_AWS',
    message: `${action} for ${ResourceId}: ${error?.Code}: ${oneLine(error?.Message ?? '', 400)}`,
    hint: 'Mend what AWS names, then run `logflow setup` again: what is done is not done twice.',
  });
}
