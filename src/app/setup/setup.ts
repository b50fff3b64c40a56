import { systemClock } from '../../core/clock.ts';
import { canAsk, confirm, needsYes } from '../dlq/confirm.ts';
import type { Io } from '../io.ts';
import type { Result } from '../result.ts';
import type { Settings } from '../settings/settings.ts';
import { defaultSetup } from '../settings/setup-fields.ts';
import { openCluster, reach } from '../target.ts';
import { applyAll } from './apply.ts';
import { exportSetup } from './export/export.ts';
import { namesOf } from './names.ts';
import { createSetupClients } from './open-clients.ts';
import type { SetupOptions } from './options.ts';
import { chosen, createParts, fromTheEnd } from './parts.ts';
import { findPlace, refuseOtherPlace } from './place.ts';
import { isTask, lookAt, unless } from './plan.ts';
import { countText, planText, question } from './plan-text.ts';
import { placeText, type Report, setupResult } from './result.ts';

/** `logflow setup`: looks at what is there, shows what is to be done, and does it when somebody says yes. */
export async function setup(settings: Settings, options: SetupOptions, io: Io): Promise<Result> {
  const { stop, abort } = io.stops;
  if (options.export !== undefined) return exportSetup(settings, options.export, options.account, stop);
  const section = settings.setup ?? defaultSetup();
  const clients = createSetupClients(settings);
  const say = (line: string) => void io.stderr.write(`${line}\n`);
  try {
    const place = await unless(stop, findPlace(clients));
    refuseOtherPlace(settings.queue, settings['queue-owner'], place);
    const names = namesOf(section, settings.queue, place);
    const open = async () => {
      const cluster = await openCluster(settings);
      await reach(cluster, settings, systemClock, io);
      return cluster;
    };
    const parts = chosen(createParts(names, section, clients, settings, open), options.only);
    const { destroy } = options;
    const steps = await lookAt(destroy ? fromTheEnd(parts) : parts, destroy, stop);
    const tasks = steps.filter(isTask);
    const report: Report = { names, project: section.project, options, steps };
    const refused = steps.some(({ kind }) => kind === 'refuse');
    if (options.dryRun || refused || tasks.length === 0) return setupResult(report, undefined);
    say(`${placeText(report)}${planText(steps)}\n${countText(steps, destroy)}`);
    if (!options.yes) {
      if (!canAsk(io)) throw needsYes();
      if (!(await confirm(question(steps, destroy), io))) return setupResult(report, undefined);
    }
    return setupResult(report, await applyAll(tasks, { clock: systemClock, say, stop, abort }));
  } finally {
    clients.close();
  }
}
