import { expect, it } from 'vitest';
import { keep } from '../../../../../src/app/setup/parts/flow-log-steps.ts';

const flowLog = { FlowLogId: 'fl-1', ResourceId: 'vpc-1' };
const step = { part: 'flow-logs', what: 'VPC flow log', name: 'fl-1 of vpc-1', kind: 'keep' };

it('tells when AWS cannot deliver, in one line', () => {
  const DeliverLogsErrorMessage = 'Access error\n to the bucket';
  const failed = { ...flowLog, DeliverLogsStatus: 'FAILED', DeliverLogsErrorMessage };
  const trouble = "AWS cannot deliver: Access error to the bucket; look at the bucket's policy";
  expect(keep(failed, undefined)).toEqual({ ...step, note: trouble });
  expect(keep(failed, 'not ours')).toEqual({ ...step, note: `${trouble}. not ours` });
  expect(keep({ ...flowLog, DeliverLogsStatus: 'FAILED' }, undefined)).toMatchObject({
    note: expect.stringContaining('no reason given'),
  });
  expect(keep({ ...flowLog, DeliverLogsStatus: 'SUCCESS' }, undefined)).toEqual(step);
});
