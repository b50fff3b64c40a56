import type { Entry, Plugin, Value } from '../language/ast.ts';
import { settingText, textsOf } from '../values.ts';

/** Objects that are read alike: those of an input, or of one of its folders. */
export interface Source {
  readonly input: Plugin;
  /** As `match` of a pipeline has them; without, any. */
  readonly bucket?: string;
  readonly key?: string;
  readonly type?: string;
  readonly tags: readonly string[];
  /** `json`, `plain` */
  readonly codec: string;
  /** How settings of the input that only the pipeline can answer for are answered. */
  readonly settings: Readonly<Partial<Record<'type' | 'tags' | 'codec' | 'add_field', Entry>>>;
}

/** What the settings that all inputs have say. `folder`: what one folder says besides. */
export function sourceOf(
  input: Plugin,
  where: Pick<Source, 'bucket' | 'key'> = {},
  folder: Pick<Source, 'type'> & { readonly codec?: string | undefined } = {},
): Source {
  const entry = (name: string) => input.settings.findLast((one) => one.name === name);
  const [type, tags, codec, added] = [entry('type'), entry('tags'), entry('codec'), entry('add_field')];
  const named = folder.type ?? settingText(input.settings, 'type');
  return {
    input,
    ...where,
    ...(named !== undefined && { type: named }),
    tags: textsOf(tags?.value) ?? [],
    codec: folder.codec ?? codecName(codec?.value),
    settings: {
      ...(type && { type }),
      ...(tags && { tags }),
      ...(codec && { codec }),
      ...(added && { add_field: added }),
    },
  };
}

export function codecName(value: Value | undefined): string {
  if (value?.kind === 'plugin') return value.plugin.name;
  return value?.kind === 'text' ? value.text : 'plain';
}

/** Settings that pipelines answer for: nothing is said of them here. */
export const later = new Set(['type', 'tags', 'codec', 'add_field']);
