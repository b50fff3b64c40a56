import { z } from 'zod';

/** What left out events are counted by. */
export const kindName = () =>
  z
    .string('must be a name')
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
      'must be a name of letters, digits, - and _: what they are counted by',
    );

export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
