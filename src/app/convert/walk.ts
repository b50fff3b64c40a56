import type { WhenInput } from '../settings/own/condition.ts';
import { type Facts, type Folded, fold, negated } from './fold.ts';
import type { Condition, Config, Item, Plugin, SectionKind } from './language/ast.ts';
import type { Ledger } from './ledger.ts';

/** One source's way through the sections of a kind. */
export interface Walk {
  readonly configs: readonly Config[];
  readonly kind: SectionKind;
  readonly ledger: Ledger;
  /** As they are by now: plugins change them. */
  facts(): Facts;
  /** A condition that the pipeline knows by itself, and what it comes to. */
  shortcut?(condition: Condition): { readonly folded: Folded; readonly why: string } | undefined;
  visit(plugin: Plugin, whens: readonly WhenInput[]): void;
}

/** Visits the plugins that events of a source come to, with the conditions that stand around them. */
export function walk(way: Walk): void {
  for (const { sections } of way.configs) {
    for (const { kind, items } of sections) if (kind === way.kind) through(items, way, []);
  }
}

function through(items: readonly Item[], way: Walk, whens: readonly WhenInput[]): void {
  for (const item of items) {
    if (item.kind === 'plugin') {
      way.visit(item, whens);
      continue;
    }
    const before: WhenInput[] = [];
    let end: string | undefined;
    let isLost = false;
    for (const arm of item.arms) {
      if (end !== undefined) {
        leave(arm.items, way.ledger, isLost, end);
        if (arm.condition) settle(arm, isLost, end, way.ledger);
        continue;
      }
      const short = arm.condition && way.shortcut?.(arm.condition);
      const folded: Folded =
        short?.folded ?? (arm.condition ? fold(arm.condition, way.facts()) : { kind: 'known', value: true });
      if (folded.kind === 'mistake') {
        isLost = true;
        end = `stands in a condition that was not converted (line ${arm.place.line})`;
        way.ledger.unmapped(arm, folded.what);
        leave(arm.items, way.ledger, true, end);
      } else if (folded.kind === 'known' && !folded.value) {
        const never = 'is never reached: no event of this input is so';
        way.ledger.notNeeded(arm, 'is never true for this input');
        leave(arm.items, way.ledger, false, never);
      } else if (folded.kind === 'known') {
        if (arm.condition && short) way.ledger.converted(arm, short.why);
        else if (arm.condition) way.ledger.notNeeded(arm, 'is always true for this input');
        through(arm.items, way, [...whens, ...before]);
        end = 'is never reached: an arm before it is always true';
      } else {
        way.ledger.converted(arm, 'when');
        through(arm.items, way, [...whens, ...before, folded.when]);
        const otherwise = negated(folded);
        if (otherwise.kind === 'when') before.push(otherwise.when);
      }
    }
  }
}

/** What stands in an arm that nothing comes to, or that nobody understands. */
function leave(items: readonly Item[], ledger: Ledger, isLost: boolean, why: string): void {
  for (const item of items) {
    if (item.kind === 'plugin') {
      for (const unit of item.settings.length > 0 ? item.settings : [item]) settle(unit, isLost, why, ledger);
      continue;
    }
    for (const arm of item.arms) {
      if (arm.condition) settle(arm, isLost, why, ledger);
      leave(arm.items, ledger, isLost, why);
    }
  }
}

function settle(unit: Parameters<Ledger['unmapped']>[0], isLost: boolean, why: string, ledger: Ledger): void {
  if (isLost) ledger.unmapped(unit, why);
  else ledger.notNeeded(unit, why);
}
