import type { Arm, Condition, Config, Entry, Item, Operand, Plugin, Value } from './language/ast.ts';
import { isSecret } from './secrets.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** `${NAME}` and `${NAME:default}`. Source: "Using environment variables", Logstash Reference. */
const reference = /\$\{([A-Za-z_.][\w.]*)(?::([^}]*))?\}/g;

/**
 * Fills variables in, as Logstash would: what is set, else what stands behind the colon. Secrets stay as they are, so that their
 * values get nowhere.
 */
export function fillVariables({ sections }: Config, env: Environment): Config {
  return { sections: sections.map((section) => ({ ...section, items: section.items.map(item) })) };

  function item(one: Item): Item {
    return one.kind === 'plugin' ? plugin(one) : { kind: 'branch', arms: one.arms.map(arm) };
  }

  function arm({ condition, items, place }: Arm): Arm {
    return { ...(condition && { condition: inCondition(condition) }), items: items.map(item), place };
  }

  function plugin(one: Plugin): Plugin {
    return { ...one, settings: one.settings.map(entry) };
  }

  function entry(one: Entry): Entry {
    return isSecret(one.name) ? one : { ...one, value: inValue(one.value) };
  }

  function inValue(value: Value): Value {
    switch (value.kind) {
      case 'text':
        return inText(value);
      case 'list':
        return { kind: 'list', items: value.items.map(inValue) };
      case 'hash':
        return { kind: 'hash', entries: value.entries.map(entry) };
      case 'plugin':
        return { kind: 'plugin', plugin: plugin(value.plugin) };
      default:
        return value;
    }
  }

  function inText<T extends { readonly kind: 'text'; readonly text: string }>(value: T): T {
    let unset: string | undefined;
    const text = value.text.replaceAll(reference, (_, name: string, otherwise?: string) => {
      const found = env[name] ?? otherwise;
      if (found === undefined) unset ??= name;
      return found ?? '';
    });
    return { ...value, text, ...(unset !== undefined && { unset }) };
  }

  function inCondition(condition: Condition): Condition {
    switch (condition.kind) {
      case 'is':
        return { ...condition, operand: operand(condition.operand) };
      case 'not':
        return { ...condition, condition: inCondition(condition.condition) };
      case 'compare':
      case 'match':
      case 'in':
        return { ...condition, left: operand(condition.left), right: operand(condition.right) };
      default:
        return { ...condition, left: inCondition(condition.left), right: inCondition(condition.right) };
    }
  }

  function operand(one: Operand): Operand {
    if (one.kind === 'text') return inText(one);
    return one.kind === 'list' ? { ...one, items: one.items.map(inValue) } : one;
  }
}

/** The first variable in a value that has no value itself. */
export function unsetIn(value: Value): string | undefined {
  switch (value.kind) {
    case 'text':
      return value.unset;
    case 'list':
      return value.items.map(unsetIn).find((name) => name !== undefined);
    case 'hash':
      return value.entries.map((one) => unsetIn(one.value)).find((name) => name !== undefined);
    case 'plugin':
      return value.plugin.settings.map((one) => unsetIn(one.value)).find((name) => name !== undefined);
    default:
      return undefined;
  }
}

/** The variable that a text is, when it is one and nothing else. */
export function variableOf(text: string): string | undefined {
  const [whole, name] = /^\$\{([A-Za-z_.][\w.]*)(?::[^}]*)?\}$/.exec(text) ?? [];
  return whole === undefined ? undefined : name;
}
