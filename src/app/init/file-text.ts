import { stringify } from 'yaml';
import { fold } from '../../model/fold.ts';
import { type SettingName, settingDefault, settingMeta } from '../settings/settings.ts';
import { type AnswerName, type Answers, listOf } from './answers.ts';
import { descriptionOf } from './questions.ts';

/** Columns of a comment. */
const width = 80;

/** `logflow.yaml` with the answers, each with what it is. `schema`: where an editor finds the JSON Schema. */
export function fileText(answers: Answers, schema: string): string {
  const blocks = [
    `# yaml-language-server: $schema=${schema}\n${comment(intro)}`,
    ...(['queue', 'region', 'node'] as const).map((name) => setting(name, answers[name])),
    signIn(answers),
    ...(['timezone', 'rejects'] as const).map((name) => setting(name, answers[name])),
    ...setupBlock(answers),
  ];
  return `${blocks.filter(Boolean).join('\n')}`;
}

const intro =
  'Settings of logflow, as `logflow init` asked for them. A flag (--queue) or a variable (LOGFLOW_QUEUE) beats what stands here. There are more: see docs/configuration.md of the package, or let your editor complete them.';

/** With its value, or as an example behind a `#`. */
function setting(
  name: 'queue' | 'region' | 'node' | 'username' | 'timezone' | 'rejects',
  value?: string,
): string {
  const head = comment(descriptionOf(name));
  if (value === undefined) return `${head}# ${name}: ${exampleOf(name)}\n`;
  return head + entry(name, name === 'node' ? oneOrMany(listOf(value)) : value);
}

/** What stands behind the `#` of a setting that was left out. */
function exampleOf(name: SettingName): string {
  const known = settingDefault(name);
  const form = settingMeta(name).value?.split('|')[0] ?? '';
  return known === undefined || known.includes(' ') ? form : known;
}

function signIn(answers: Answers): string {
  const secret = (variable: string) =>
    comment(`It is a secret: set ${variable}, and keep it out of this file.`);
  switch (answers['sign-in']) {
    case 'es':
    case 'aoss':
      return comment(settingMeta('sigv4').description) + entry('sigv4', answers['sign-in']);
    case 'password':
      return `${setting('username', answers.username)}${comment('Its password is a secret: set LOGFLOW_PASSWORD, and keep it out of this file.')}`;
    case 'api-key':
      return comment(settingMeta('api-key').description) + secret('LOGFLOW_API_KEY');
    case 'bearer-token':
      return comment(settingMeta('bearer-token').description) + secret('LOGFLOW_BEARER_TOKEN');
    default:
      return '';
  }
}

function setupBlock(answers: Answers): string[] {
  const { project, bucket, 'flow-logs-of': flows } = answers;
  if (project === undefined && bucket === undefined && flows === undefined) return [];
  const part = (name: AnswerName, text: string) => indented(comment(descriptionOf(name), 2) + text);
  return [
    [
      comment(settingMeta('setup').description),
      'setup:\n',
      part('project', project === undefined ? '# project: logflow\n' : entry('project', project)),
      part('bucket', bucket === undefined ? '# bucket: BUCKET\n' : entry('bucket', bucket)),
      part(
        'flow-logs-of',
        flows === undefined
          ? '# flow-logs:\n#   of: [vpc-0123456789abcdef0]\n'
          : entry('flow-logs', { of: listOf(flows) }),
      ),
    ].join(''),
  ];
}

/** The library quotes what would else be no text: `123`, `null`, `a: b`. */
function entry(name: string, value: unknown): string {
  return stringify({ [name]: value }, { lineWidth: 0 });
}

function oneOrMany(values: readonly string[]): string | readonly string[] {
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : values;
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}

function comment(text: string, indent = 0): string {
  return `${fold(text.split(' '), width - indent, '# ').join('\n')}\n`;
}
