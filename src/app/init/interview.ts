import { fold } from '../../model/fold.ts';
import { printable } from '../../model/printable.ts';
import { type AnswerName, type Answers, answerNames, mistakeIn } from './answers.ts';
import { type Question, questionFor } from './questions.ts';

/** Columns. */
const width = 80;

export interface InterviewParts {
  /** What is known from flags and variables: not asked for. */
  readonly given: Answers;
  /** AWS's own default region. */
  readonly region: string | undefined;
  readonly say: (text: string) => void;
  /** The next line; undefined when there is none any more. */
  readonly hear: () => Promise<string | undefined>;
}

type Reply =
  | { readonly kind: 'value'; readonly value: string | undefined }
  | { readonly kind: 'back' }
  | { readonly kind: 'quit' };

const rules =
  'Enter takes what is in brackets, - leaves it out, < goes back, quit (or Ctrl-C)\nends it. Nothing is written before the last answer.\n';

/** Asks what is not given; undefined when it was left. Rejects with what `hear` rejects with. */
export async function interview(parts: InterviewParts): Promise<Answers | undefined> {
  parts.say(rules);
  let answers: Answers = parts.given;
  /** Places of the questions that were put, to go back to. */
  const before: { readonly at: number; readonly answers: Answers }[] = [];
  for (let at = 0; at < answerNames.length; ) {
    const name = answerNames[at] as AnswerName;
    const question = name in parts.given ? undefined : questionFor(name, answers, parts.region);
    if (!question) {
      at += 1;
      continue;
    }
    const reply = await put(question, parts);
    if (reply.kind === 'quit') return undefined;
    if (reply.kind === 'back') {
      const last = before.pop();
      if (last) ({ at, answers } = last);
      else parts.say('This is the first question.\n');
      continue;
    }
    before.push({ at, answers });
    if (reply.value !== undefined) answers = { ...answers, [name]: reply.value };
    at += 1;
  }
  return answers;
}

/** Until there is an answer that can be used. */
async function put({ name, why, preset, needed }: Question, parts: InterviewParts): Promise<Reply> {
  const { say, hear } = parts;
  say(`\n${fold(why.split(' '), width).join('\n')}\n`);
  for (;;) {
    say(`${name} [${preset ?? (needed ? '' : '-')}]: `);
    const line = await hear();
    if (line === undefined) {
      say('\n');
      return { kind: 'quit' };
    }
    const word = line.trim();
    if (word === 'quit') return { kind: 'quit' };
    if (word === '<') return { kind: 'back' };
    const value = word === '' ? preset : word === '-' ? undefined : word;
    const mistake = value === undefined ? needed && 'is needed' : mistakeIn(name, value);
    if (!mistake) return { kind: 'value', value };
    say(`  ${printable(mistake)}\n`);
  }
}
