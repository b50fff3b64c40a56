import { pipelineFields } from './pipeline.ts';

/** What a schema tells of its inside. */
interface Schema {
  readonly def: {
    readonly innerType?: Schema;
    readonly element?: Schema;
    readonly valueType?: Schema;
    readonly in?: Schema;
    readonly options?: readonly Schema[];
    readonly getter?: () => Schema;
  };
  readonly shape?: Readonly<Record<string, Schema>>;
}

/** The names that are known at a place inside of `own-pipelines`: `[0, 'steps', 2]`. */
export function ownNames(path: readonly PropertyKey[]): readonly string[] {
  let schema: Schema | undefined = { shape: pipelineFields as unknown as Record<string, Schema>, def: {} };
  for (const step of path.slice(1)) {
    const inside: Schema | undefined = schema && bare(schema);
    schema = inside?.shape?.[String(step)] ?? inside?.def.element ?? inside?.def.valueType;
  }
  return Object.keys((schema && bare(schema))?.shape ?? {});
}

/** Without what says that it may be left out, and the like. */
function bare(schema: Schema): Schema {
  const { innerType, getter, in: input } = schema.def;
  const inner = innerType ?? getter?.() ?? input;
  return inner ? bare(inner) : schema;
}
