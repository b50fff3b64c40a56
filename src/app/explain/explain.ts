import { createAws } from '../aws.ts';
import type { Io } from '../io.ts';
import type { Result } from '../result.ts';
import type { Settings } from '../settings/settings.ts';
import { assemble } from './assemble.ts';
import { consultCluster } from './consult.ts';
import type { Explanation } from './explanation.ts';
import { lookInto } from './look.ts';
import type { ExplainOptions } from './options.ts';
import { painterFor, widthOf } from './paint.ts';
import { explanationText } from './text.ts';

/** Documents whose values are compared with the mapping, at least. */
const compared = 100;

/** `logflow explain`: one object through every step. Writes nothing. Interrupted, it tells what it found by then. */
export async function explain(settings: Settings, options: ExplainOptions, io: Io): Promise<Result> {
  const explanation = await explained(settings, options, io);
  const screen = { paint: painterFor(io.stdout), width: widthOf(io.stdout) };
  return { ok: explanation.ok, json: explanation, text: explanationText(explanation, screen) };
}

async function explained(settings: Settings, { ref, docs }: ExplainOptions, io: Io): Promise<Explanation> {
  const aws = ref.kind === 's3' ? createAws(settings) : undefined;
  try {
    const looked = await lookInto(ref, Math.max(docs, compared), docs, settings, aws, io);
    const { definition, findings, ending } = looked;
    if (!definition || ending.kind === 'aborted') return assemble(ref, docs, looked, undefined);
    const facts = await consultCluster(settings, definition, findings, io.stops.stop);
    return assemble(ref, docs, looked, facts && { facts, puts: settings.template });
  } finally {
    aws?.close();
  }
}
