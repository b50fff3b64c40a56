import { type SetupSection, setupSection } from './setup.ts';

export interface SetupField {
  readonly name: string;
  readonly description: string;
  /** As people read it; undefined for a field that is optional, or that has fields of its own. */
  readonly preset: string | undefined;
  readonly required: boolean;
}

/** The parts of a zod schema that tell of its fields. */
interface Schema {
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly def: { readonly type: string; readonly innerType?: Schema; readonly defaultValue?: unknown };
  meta(): { readonly description?: string } | undefined;
}

/** The fields of the section `setup`, or of what `inside` it has fields (`flow-logs`, `role`). */
export function setupFields(inside?: PropertyKey): readonly SetupField[] {
  const section = setupSection as unknown as Schema;
  const schema = inside === undefined ? section : section.shape?.[String(inside)];
  return Object.entries(bare(schema)?.shape ?? {}).map(([name, field]) => ({
    name,
    description: field.meta()?.description ?? '',
    preset: presetOf(field),
    required: !['default', 'optional'].includes(field.def.type),
  }));
}

/** Without what says that it may be left out. */
function bare(schema: Schema | undefined): Schema | undefined {
  return schema?.def.innerType ? bare(schema.def.innerType) : schema;
}

function presetOf({ def }: Schema): string | undefined {
  if (def.type !== 'default') return undefined;
  const { defaultValue: value } = def;
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'object' ? undefined : String(value);
}

/** All defaults: what holds when the file says nothing. */
export function defaultSetup(): SetupSection {
  return setupSection.parse({});
}
