import type { SetupSection } from '../../settings/setup.ts';
import type { SetupClients } from '../clients.ts';
import { fieldChange } from '../field.ts';
import { type Names, ownTag } from '../names.ts';
import type { FieldChange, Part, Step } from '../part.ts';
import { onlyDeletes } from '../retire.ts';
import { eventPattern, samePattern } from './event-pattern.ts';
import {
  deleteRule,
  type FoundRule,
  findRule,
  putRule,
  putTarget,
  ruleProject,
  targetId,
} from './events-rule.ts';

/** The rule of EventBridge that sends to the queue (`announce: eventbridge`); one of ours that is no longer needed goes. */
export function createRulePart(
  names: Names,
  section: SetupSection,
  { events }: Pick<SetupClients, 'events'>,
): Part {
  const { project } = section;
  const about = { part: 'rule', what: 'EventBridge rule', name: names.rule } as const;
  const pattern = eventPattern(names);

  async function wanted(): Promise<Step> {
    const found = await findRule(events, names.rule);
    const fields = ruleChanges(found, names, pattern);
    if (found && fields.length === 0) return { ...about, kind: 'keep' };
    const apply = async () => {
      const changed = fields.map(({ field }) => field);
      if (changed.some((field) => field !== 'target'))
        await putRule(events, names.rule, pattern, found ? undefined : project);
      if (changed.includes('target')) await putTarget(events, names);
    };
    if (found) return { ...about, kind: 'change', fields, apply };
    const tag = fieldChange(`tag ${ownTag}`, undefined, project);
    return { ...about, kind: 'create', fields: [...fields, tag], apply };
  }

  async function destroy(): Promise<readonly Step[]> {
    const found = await findRule(events, names.rule);
    if (!found) return [];
    if ((await ruleProject(events, names.ruleArn)) !== project) {
      return [{ ...about, kind: 'keep', note: `not made by logflow: no tag ${ownTag}=${project}` }];
    }
    const ids = [...found.targets.keys()];
    const foreign = ids.filter((id) => id !== targetId);
    if (foreign.length > 0) {
      const note = `it has targets of others, too (${foreign.join(', ')}); take those away first`;
      return [{ ...about, kind: 'keep', note }];
    }
    return [{ ...about, kind: 'delete', fields: [], apply: () => deleteRule(events, names.rule, ids) }];
  }

  return {
    name: 'rule',
    plan: async () => (section.announce === 'eventbridge' ? [await wanted()] : onlyDeletes(await destroy())),
    destroy,
  };
}

/** What is not as wanted. Targets of others stay. */
export function ruleChanges(
  now: FoundRule | undefined,
  { queueArn }: Names,
  pattern: object,
): readonly FieldChange[] {
  const target = now?.targets.get(targetId);
  const state = now && (now.enabled ? 'enabled' : 'disabled');
  return [
    ...(samePattern(now?.pattern, pattern)
      ? []
      : [fieldChange('event pattern', now?.pattern, JSON.stringify(pattern))]),
    ...(state === 'enabled' ? [] : [fieldChange('state', state, 'enabled')]),
    ...(target === queueArn ? [] : [fieldChange('target', target, queueArn)]),
  ];
}
