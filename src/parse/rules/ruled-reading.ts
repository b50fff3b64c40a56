import type { ColumnsDefinition, TokensDefinition } from '../definition.ts';
import { malformed, originOf, type Reading, type ReadingContext } from '../reading.ts';
import { applyRules, type Values } from './apply-rules.ts';
import { objectNames } from './object-names.ts';
import type { RuleNode } from './tree.ts';

/** What is said of a line besides its values. */
export interface RuledLine {
  readonly text: string;
  /** Its byte in the decompressed object, or the number of its row. */
  readonly offset: number;
  /** The latest time to accept, s since the epoch. */
  readonly latest: number;
}

/** A document by rules: what they make, and behind it what all documents have. */
export function ruledReading(
  context: ReadingContext<ColumnsDefinition | TokensDefinition>,
  tree: readonly RuleNode[],
  values: Values,
  { text, offset, latest }: RuledLine,
): Reading {
  const { definition, options, object, geo } = context;
  const { absent } = definition.format;
  const from = options.origin ? objectNames(object) : undefined;
  const applied = applyRules(tree, values, { geo, absent, object: from, earliest: options.earliest, latest });
  if (typeof applied === 'string') return malformed(applied);
  const document = {
    ...applied.document,
    type: definition.name,
    tags: [definition.name, ...applied.tags],
    message: text,
    ...originOf(context, offset),
  };
  return { kind: 'document', time: applied.time, document };
}
