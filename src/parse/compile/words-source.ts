import { lineEndSource, stopBits } from './column-source.ts';
import type { RulesPlan, WordsPlan } from './rules-plan.ts';

/*
 * Code that finds a line's words: `s3` and `n3` are where word 3 begins and its bytes, 0 where the line has no such word. `known`
 * is behind the last of the words that have a name, `marks` how many quotation marks there must be up to there.
 */

/** Code for all words of a line. Sets `next`. */
export function wordsSource(plan: RulesPlan, words: WordsPlan): string {
  const places = plan.columns.map((_, place) => place);
  const separator = plan.separator;
  const each = places.map((place) => {
    const pass = place < words.least - 1 ? 'break fast' : 'break words';
    const on =
      place === places.length - 1 ? '' : `if (bytes[p] !== ${separator}) ${pass};\np = (p + 1) | 0;\n`;
    return `// word ${place}\n${words.quoted ? markedSource(plan, place) : plainSource(plan, place)}${on}`;
  });
  const all = places.map((place) => `s${place} = 0, n${place} = 0`).join(', ');
  return `let ${all}, marks = 0;
words: {
${each.join('')}}
const known = p;
while (bytes[p] === ${separator}) {
  p = (p + 1) | 0;
${scanSource(plan)}}
${lineEndSource}`;
}

/** A word that may stand in marks; what begins with a bracket and does not end with one is a word like any other. */
function markedSource(plan: RulesPlan, place: number): string {
  const next = `(bytes[p] !== ${plan.separator} && bytes[p] > 13)`;
  return `if (bytes[p] === 34) {
  s${place} = (p + 1) | 0;
  p = closeMark(view, s${place}, 0x22222222);
  if (p < 0) break fast;
  n${place} = (p - s${place}) | 0;
  p = (p + 1) | 0;
  marks = (marks + 2) | 0;
  if ${next} break fast;
} else if (bytes[p] === 91) {
  s${place} = (p + 1) | 0;
  p = closeMark(view, s${place}, 0x5d5d5d5d);
  if (p < 0) break fast;
  n${place} = (p - s${place}) | 0;
  p = (p + 1) | 0;
  if ${next} break fast;
} else {
${plainSource(plan, place)}}
`;
}

function plainSource(plan: RulesPlan, place: number): string {
  return `s${place} = p;\n${scanSource(plan)}n${place} = (p - s${place}) | 0;\n`;
}

/** Moves `p` to the next separator or control character. */
function scanSource({ separator }: RulesPlan): string {
  return `for (;;) {
  x = view.getInt32(p, true);
  h = ${stopBits(separator)};
  if (h !== 0) break;
  p = (p + 4) | 0;
}
p = (p + ((31 - Math.clz32(h & -h)) >> 3)) | 0;
`;
}
