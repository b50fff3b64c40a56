import { never } from '../model/errors.ts';
import type { ObjectRef } from '../model/object.ts';
import type { PipelineDefinition } from '../parse/definition.ts';
import { expression } from '../parse/own/expression.ts';

/** What of an object's key, or of a file's path, makes a pipeline claim it; undefined: nothing does. */
export type Claim = (ref: ObjectRef) => string | undefined;

/** Of a user's own pipeline it is an expression of RE2, and may say something of the bucket, too (R15). */
export function claimOf(definition: PipelineDefinition): Claim {
  if (definition.kind !== 'own') {
    const claims = new RegExp(definition.claims);
    return (ref) => claims.exec(routingName(ref))?.[0];
  }
  const keys = expression(definition.claims);
  const buckets = definition.buckets === undefined ? undefined : expression(definition.buckets);
  return (ref) => {
    const object = ref.kind === 's3' ? ref : ref.as;
    // A copy on disk may lie anywhere: its path ends as the key does.
    if (!object)
      return endsOf(routingName(ref))
        .map((end) => keys.part(end))
        .find((part) => part !== undefined);
    return buckets?.part(object.bucket) === undefined && buckets ? undefined : keys.part(object.key);
  };
}

function routingName(ref: ObjectRef): string {
  switch (ref.kind) {
    case 's3':
      return ref.key;
    case 'file':
    case 'stdin':
      return ref.as?.key ?? ref.path;
    default:
      return never(ref);
  }
}

/** `/a/b/c` -> `/a/b/c`, `a/b/c`, `b/c`, `c` */
function endsOf(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, i) => parts.slice(i).join('/')).filter(Boolean);
}
