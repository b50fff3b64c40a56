import { printable } from '../../model/printable.ts';
import { oneLine } from '../../sink/text.ts';
import { differenceText } from './check.ts';
import { type Comparison, isEqual, type PipelineComparison } from './compare.ts';
import type { FieldDifference } from './flatten.ts';
import type { FoundTemplate } from './inspect.ts';
import { resourceTitle } from './resource.ts';

/** `mappings.properties.srcaddr.type: keyword -> ip` */
export function fieldText({ path, is, becomes }: FieldDifference): string {
  return `${shown(path)}: ${is === undefined ? 'absent' : shown(is)} -> ${becomes === undefined ? 'absent' : shown(becomes)}`;
}

/** Values come from the cluster. */
function shown(text: string): string {
  return printable(oneLine(text, 300));
}

/** What is there, beside what should be. */
export function comparisonText(comparison: Comparison): string[] {
  const title = resourceTitle(comparison.wanted);
  if (!comparison.found) return [`${title} is not there`];
  if (isEqual(comparison)) return [`${title} is as it should be`];
  return [`${title} differs:`, ...comparison.differences.map((field) => `  ${fieldText(field)}`)];
}

/** `the composable template theirs (priority 500)` */
export function powerText({ api, name, power }: FoundTemplate): string {
  const title = resourceTitle({ kind: api, name: shown(name) });
  return `${title} (${api === 'legacy' ? 'order' : 'priority'} ${power})`;
}

/** Who stands before ours, and whose mapping it is that counts. */
export function othersText({ stronger, weaker, overruled, alike }: PipelineComparison): string[] {
  const before = stronger.map((found) => `${powerText(found)} comes before it`);
  const wrong =
    overruled.length > 0
      ? [
          'so new indices are not mapped as they must be:',
          ...overruled.map((difference) => `  ${shown(differenceText(difference))}`),
          `next: mend these fields there, give it a lower ${stronger[0]?.api === 'legacy' ? 'order' : 'priority'}, or delete it`,
        ]
      : [];
  const same = alike.map((found) => `${powerText(found)} is not made by logflow, and maps alike`);
  const after = weaker.map((found) => `${powerText(found)} matches the same indices and comes after it`);
  return [...before, ...wrong, ...after, ...same];
}

/** Existing indices: a template changes only those that are still to come. */
export function indicesText({ indices, template }: PipelineComparison): string[] {
  if (indices.kind !== 'checked') return [shown(indices.problem.message), `next: ${indices.problem.hint}`];
  if (indices.wrong.length === 0) return [];
  return [
    ...indices.wrong.flatMap(({ index, differences }) => [
      `index ${shown(index)} keeps its mapping:`,
      ...differences.map((difference) => `  ${shown(differenceText(difference))}`),
    ]),
    `next: ${wayOut(template.dataStream, template.sample)}`,
  ];
}

function wayOut(dataStream: boolean, name: string): string {
  return dataStream
    ? `the next backing index gets the right one: POST /${name}/_rollover makes it now; reindex the others, or let them go by age`
    : "the next day's index gets the right one; reindex these, or let them go by age";
}
