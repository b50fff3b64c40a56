import { z } from 'zod';

/** Whole numbers. */
export const count = z.number().int().nonnegative();
export const epoch = z.number().describe('ms since the epoch');

export const problem = z.strictObject({
  code: z.string().describe('stable: LF_ and capitals'),
  message: z.string(),
  hint: z.string().describe('what to do next'),
});
