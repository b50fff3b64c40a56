const plainKind = /^[A-Z]{1,32}$/;
const maxKinds = 16;
const otherKind = 'other';

/** Names the kinds that lines are filtered by. Values come from outside: at most 16 of an object have a name, the rest is `other`. */
export function filterKinds(): (value: string) => string {
  const kinds = new Set<string>();
  return (value) => {
    if (!plainKind.test(value)) return otherKind;
    if (kinds.size < maxKinds) kinds.add(value);
    return kinds.has(value) ? value : otherKind;
  };
}
