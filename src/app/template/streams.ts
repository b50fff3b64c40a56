import type { Problem } from '../../model/errors.ts';
import type { IndexMapping } from './history.ts';
import type { AskCluster, Inspection } from './inspect.ts';
import { asRecord } from './mapping.ts';
import { type RefusedAnswer, refusedAnswer } from './problems.ts';
import type { IndexTemplate } from './target.ts';

type Refused = Extract<RefusedAnswer, { kind: 'failed' | 'forbidden' }>;

/**
 * Why documents cannot go to a data stream of the template's name; undefined when they can, or when the template asks for
 * none. `indices`: those of that name, absent when nobody may see them.
 */
export async function streamProblem(
  ask: AskCluster,
  { dataStream, sample: name }: IndexTemplate,
  inspection: Inspection,
  indices: readonly IndexMapping[] | undefined,
): Promise<Refused | undefined> {
  if (!dataStream) return undefined;
  if (inspection.api === 'legacy') return failed(noStreams);
  // A pattern: the answer to a name that is not there looks like that of a server without data streams.
  const path = `/_data_stream/${encodeURIComponent(name)}*`;
  const { status, body } = await ask('GET', path);
  const refused = status === 200 ? undefined : refusedAnswer(`GET ${path}`, status, body);
  if (refused?.kind === 'failed' && refused.transient) return refused;
  // Whoever may not look at data streams may write to them all the same.
  if (refused?.kind !== 'forbidden' && !Array.isArray(asRecord(body).data_streams)) return failed(noStreams);
  const isIndex = indices?.some(([index]) => index === name);
  return isIndex ? failed(plainIndex(name)) : undefined;
}

function failed(problem: Problem): Refused {
  return { kind: 'failed', problem, transient: false };
}

const noStreams: Problem = {
  code: 'LF_DATA_STREAM',
  message: 'the cluster has no data streams',
  hint: 'Leave out --data-stream: daily indices do without. Data streams are in the default distribution of Elasticsearch from 7.9 on, and in OpenSearch.',
};

function plainIndex(name: string): Problem {
  return {
    code: 'LF_DATA_STREAM',
    message: `${name} is an index, and no data stream can have its name`,
    hint: 'Give --index a name of its own; or leave out --data-stream; or delete the index, if nobody needs it.',
  };
}

/** Without a template, documents for a data stream that is not there would make an index of its name. */
export function missingStream(
  { dataStream, sample: name }: IndexTemplate,
  inspection: Inspection,
  indices: readonly IndexMapping[] | undefined,
): Problem | undefined {
  if (!dataStream || inspection.effective[0]?.dataStream || !indices || indices.length > 0) return undefined;
  return {
    code: 'LF_DATA_STREAM',
    message: `no template makes ${name} a data stream, so the first document would make it an index`,
    hint: 'Run `logflow template install` with the settings of this run, or leave out --no-template.',
  };
}
