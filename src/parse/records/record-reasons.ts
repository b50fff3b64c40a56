/** Why an event is malformed, in words for people. */
export const recordReasons = {
  notJson: 'it is not JSON',
  notObject: 'it is JSON, and no object',
  tooDeep: (most: number) => `objects and lists stand in one another, more than ${most} of them`,
  reserved: (name: string) => `it has a field ${shown(name)}, which logflow keeps for itself`,
  noTime: (fields: readonly string[]) =>
    `${fields.map(shown).join(', ')} ${fields.length === 1 ? 'has' : 'have'} no value, and it is the time of the event`,
  badTime: (field: string) => `${shown(field)} is not a time within the accepted window`,
  noTimeStep: 'no step found the time of the event',
  noRoom: (field: string) => `${shown(field)} cannot be written: what stands above it is no object`,
} as const;

/** Names come from outside: short, control characters escaped. */
function shown(name: string): string {
  return JSON.stringify(name.slice(0, 64).toWellFormed()).slice(1, -1);
}
