import { never } from '../model/errors.ts';
import type { RejectsPlace } from './settings/rejects.ts';
import type { Settings } from './settings/settings.ts';
import type { Summary } from './summary.ts';

/** What to run after a run that left something behind; nothing when there is nothing to do. */
export function nextSteps(
  summary: Summary,
  settings: Pick<Settings, 'queue' | 'rejects'> & Partial<Pick<Settings, 'region' | 'queue-owner'>>,
): string[] {
  const { objects, documents, queue, messages } = summary;
  const { queue: name = 'NAME', rejects, region } = settings;
  const owner = settings['queue-owner'];
  const where = region === undefined ? '' : ` --region ${word(region)}`;
  const whose = owner === undefined ? '' : ` --queue-owner ${word(owner)}`;
  const steps: string[] = [];
  const stuck =
    (messages?.unrecognised ?? 0) + (messages?.unclaimed ?? 0) + objects.failed + objects.unreadable;
  if (messages && (queue?.deadLetters || stuck > 0)) {
    const after = queue?.deadLetters ? '' : '    once the redrive policy has moved them';
    steps.push(`logflow dlq list --queue ${word(name)}${whose}${where}${after}`);
  }
  if (documents.rejected > 0 && rejects !== undefined) {
    // The node's URL may hold a password: it is not repeated.
    const node = rejects.kind === 'index' ? ' --node URL' : '';
    steps.push(
      `logflow rejects list --rejects ${word(placeText(rejects))}${node}${rejects.kind === 's3' ? where : ''}`,
    );
  }
  return steps;
}

function placeText(place: RejectsPlace): string {
  switch (place.kind) {
    case 's3':
      return `s3://${place.bucket}/${place.prefix}`;
    case 'index':
      return `index:${place.index}`;
    case 'dir':
      return `dir:${place.path}`;
    default:
      return never(place);
  }
}

/** As a shell takes it for one word. */
function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
