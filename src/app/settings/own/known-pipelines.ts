import type { z } from 'zod';
import { pipelineNames } from '../../../formats/catalogue.ts';
import { nearest } from '../distance.ts';
import { list } from '../units.ts';

/** `pipelines` may name what is built in, and what `own-pipelines` brings. Settings may be anything here. */
export function findUnknownPipelines(settings: unknown, { addIssue }: z.RefinementCtx): void {
  const { pipelines, 'own-pipelines': own } = (settings ?? {}) as Readonly<Record<string, unknown>>;
  const chosen = list('').safeParse(pipelines).data ?? [];
  const entries: readonly unknown[] = Array.isArray(own) ? own : [];
  const owned = entries.map((entry) => (entry as { readonly name?: unknown } | null)?.name);
  const names = [...owned.filter((name) => typeof name === 'string'), ...pipelineNames];
  for (const [i, name] of chosen.entries()) {
    if (names.includes(name)) continue;
    const near = nearest(name, names);
    const what = near ? `did you mean ${near}?` : `there are ${names.join(', ')}`;
    const message = `${JSON.stringify(name)} is no pipeline; ${what}`;
    addIssue({ code: 'custom', path: ['pipelines', i], message });
  }
}
