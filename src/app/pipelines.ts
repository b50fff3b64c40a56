import { systemClock } from '../core/clock.ts';
import { createRoute, type Route } from '../core/route.ts';
import { catalogue } from '../formats/catalogue.ts';
import type { PipelineDefinition, PipelineOptions } from '../parse/definition.ts';
import { openGeo } from '../parse/geo.ts';
import type { Settings } from './settings/settings.ts';

/** Distinct indices that one object may write to: an object holds minutes, or a day (R4). */
const maxIndices = 100;

/** The built-in definitions with what the settings change about them. */
export function definitions(settings: Pick<Settings, 'index' | 'id'>): readonly PipelineDefinition[] {
  return catalogue.map((definition) => ({
    ...definition,
    ...(settings.index !== undefined && { index: settings.index }),
    ...(settings.id !== undefined && { id: settings.id }),
  }));
}

export async function openRoute(settings: Settings): Promise<Route> {
  const options: PipelineOptions = {
    timezone: settings.timezone,
    opType: 'create',
    origin: settings.origin,
    maxLineBytes: settings['max-line'],
    maxIndices,
    earliest: Date.parse(settings.earliest) / 1000,
    maxFuture: settings['max-future'],
  };
  const geo = await openGeo();
  return createRoute(definitions(settings), options, { geo, now: () => systemClock.now() / 1000 });
}
