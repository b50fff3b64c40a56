import { distance } from '../app/settings/distance.ts';

/** Letters that may be wrong in a name that is meant. */
const near = 2;

/** What was probably meant by a name that nobody knows. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((known) => ({ known, wrong: distance(known, name) }))
    .filter(({ wrong }) => wrong <= near)
    .sort((a, b) => a.wrong - b.wrong);
  return best?.known;
}
