import { LogflowError, never, type Problem } from '../../../model/errors.ts';
import { defaultRegion } from '../../aws/connections.ts';
import type { Result } from '../../result.ts';
import type { Settings } from '../../settings/settings.ts';
import type { SetupSection } from '../../settings/setup.ts';
import { defaultSetup } from '../../settings/setup-fields.ts';
import { namesOf, type Place } from '../names.ts';
import { createSetupClients } from '../open-clients.ts';
import { consumerNeeds, consumerPolicy } from '../parts/consumer-policy.ts';
import { flowLogMistakes } from '../parts/flow-log-mistakes.ts';
import { fifoProblem } from '../parts/queue.ts';
import { managedKeyProblem } from '../parts/queue-changes.ts';
import { trustMistake } from '../parts/role-trust.ts';
import { findPlace } from '../place.ts';
import { unless } from '../plan.ts';
import type { ExportForm } from './forms.ts';
import { partitionOf } from './partition.ts';
import { pseudoPlace } from './pseudo.ts';
import { cloudFormation, cloudFormationText } from './template.ts';

/**
 * `logflow setup --export`: prints what setup would make, and makes nothing. AWS is asked for the account alone, and only
 * when a policy needs one that nobody gave. Throws `LF_CONFIG` (exit 2) for what setup would refuse.
 */
export async function exportSetup(
  settings: Settings,
  form: ExportForm,
  account: string | undefined,
  stop: AbortSignal,
): Promise<Result> {
  const section = settings.setup ?? defaultSetup();
  refuseMistakes(section, settings);
  const json = { type: 'setup-export', ok: true, form, project: section.project };
  switch (form) {
    case 'cloudformation': {
      const template = cloudFormation(section, settings);
      return { ok: true, json: { ...json, template }, text: cloudFormationText(section, settings) };
    }
    case 'policy': {
      const place = await placeOf(settings, account, stop);
      const names = namesOf(section, settings.queue, place);
      const policy = consumerPolicy(names, consumerNeeds(section, settings));
      return { ok: true, json: { ...json, place, policy }, text: `${JSON.stringify(policy, null, 2)}\n` };
    }
    default:
      return never(form);
  }
}

async function placeOf(settings: Settings, account: string | undefined, stop: AbortSignal): Promise<Place> {
  if (account !== undefined) {
    const region = settings.region ?? (await defaultRegion());
    if (region !== undefined) return { account, region, partition: partitionOf(region) };
    const problem = {
      code: 'LF_AWS_REGION',
      message: 'a policy names the region of the queue, and none is given',
      hint: 'Pass --region, or set AWS_REGION.',
    };
    throw new LogflowError(problem, { exit: 2 });
  }
  const clients = createSetupClients(settings);
  try {
    return await unless(stop, findPlace(clients));
  } catch (error) {
    if (!(error instanceof LogflowError)) throw error;
    const { code, message, exit } = error;
    const hint = `${error.hint} Or pass --account and --region: then AWS is not asked.`;
    throw new LogflowError({ code, message, hint }, { exit, cause: error });
  } finally {
    clients.close();
  }
}

/** What every run of setup would refuse, whatever is there. */
function refuseMistakes(section: SetupSection, settings: Settings): void {
  const names = namesOf(section, settings.queue, pseudoPlace);
  const { 'kms-key': key, 'flow-logs': flowLogs, announce } = section;
  const trust = trustMistake(section.role);
  const found: readonly (Problem | undefined)[] = [
    fifoProblem(names.queue),
    fifoProblem(names.deadLetterQueue),
    managedKeyProblem('queue', names.queue, key),
    announce === 'sns' ? managedKeyProblem('topic', names.topic, key) : undefined,
    trust === undefined ? undefined : { code: 'LF_CONFIG', message: trust, hint: 'Mend it in logflow.yaml.' },
    ...(flowLogs ? flowLogMistakes(names, flowLogs) : []),
  ];
  const problems = found.filter((problem) => problem !== undefined);
  const [first] = problems;
  if (!first) return;
  if (problems.length === 1) throw new LogflowError(first, { exit: 2 });
  const message = `what is configured cannot be made:\n${problems.map((one) => `  ${one.message}`).join('\n')}`;
  const hint = problems.map((one) => one.hint).join(' ');
  throw new LogflowError({ code: 'LF_CONFIG', message, hint }, { exit: 2 });
}
