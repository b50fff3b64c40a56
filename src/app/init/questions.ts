import { settingMeta } from '../settings/settings.ts';
import { setupSection } from '../settings/setup.ts';
import { type AnswerName, type Answers, signIns } from './answers.ts';

export interface Question {
  readonly name: AnswerName;
  /** One line: what it is good for. */
  readonly why: string;
  /** What Enter stands for; undefined: it is left out. */
  readonly preset: string | undefined;
  /** It cannot be left out. */
  readonly needed?: boolean;
}

/** A question as it is to be put after the answers before; undefined: it need not be. `region`: AWS's own default. */
export function questionFor(name: AnswerName, answers: Answers, region?: string): Question | undefined {
  switch (name) {
    case 'project':
      return {
        name,
        why: `${descriptionOf(name)}; - if all is there and nothing is to be made`,
        preset: 'logflow',
      };
    case 'bucket':
    case 'flow-logs-of':
      if (answers.project === undefined) return undefined;
      return { name, why: descriptionOf(name), preset: undefined };
    case 'queue': {
      // As `setup` names it.
      const preset = answers.project === undefined ? undefined : `${answers.project}-objects`;
      return { name, why: descriptionOf(name), preset };
    }
    case 'region':
      return { name, why: descriptionOf(name), preset: region };
    case 'sign-in':
      if (answers.node === undefined) return undefined;
      return { name, why: signInWhy, preset: usualSignIn(answers.node), needed: true };
    case 'username':
      if (answers['sign-in'] !== 'password') return undefined;
      return { name, why: descriptionOf(name), preset: undefined, needed: true };
    case 'timezone':
      return { name, why: descriptionOf(name), preset: 'UTC' };
    default:
      return { name, why: descriptionOf(name), preset: undefined };
  }
}

/** What the schema says that it is. */
export function descriptionOf(name: AnswerName): string {
  switch (name) {
    case 'project':
    case 'bucket':
      return String(setupSection.shape[name].meta()?.description);
    case 'flow-logs-of':
      return String(setupSection.shape['flow-logs'].unwrap().shape.of.meta()?.description);
    case 'sign-in':
      return signInWhy;
    default:
      return settingMeta(name).description;
  }
}

const signInWhy = `How the cluster knows us: ${signIns.join(', ')} (es, aoss: AWS credentials; secrets stay in variables)`;

/** Amazon's clusters ask for signed requests, unless somebody set up users of their own. */
function usualSignIn(node: string): string {
  if (/\.es\.amazonaws\.com(\.cn)?\b/.test(node)) return 'es';
  return /\.aoss\.amazonaws\.com\b/.test(node) ? 'aoss' : 'none';
}
