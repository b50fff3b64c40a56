import { z } from 'zod';

const yes = ['true', '1', 'yes', 'y', 'on'] as const;
const no = ['false', '0', 'no', 'n', 'off'] as const;

const durationUnits: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };
const sizeUnits: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

function withUnit(units: Readonly<Record<string, number>>, plain: number, example: string) {
  return z
    .union([z.string(), z.number()], { error: `must be like ${example}` })
    .transform((value, context) => {
      const match = /^(\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(String(value).trim());
      const unit = match?.[2] === '' ? plain : units[match?.[2] ?? ''];
      if (!match || unit === undefined) {
        context.addIssue({ code: 'custom', message: `must be like ${example}` });
        return z.NEVER;
      }
      return Number(match[1]) * unit;
    });
}

/** `90`, `90s`, `5m`, `2h`, `500ms`, `1d` -> seconds. */
export const duration = (min: number, max: number) =>
  withUnit(durationUnits, 1, '30s, 5m or 2h').pipe(
    z.number().min(min, `must be at least ${min} s`).max(max, `must be at most ${max} s`),
  );

/** `90d` -> 90, whole days. */
export const days = () =>
  z
    .string('must be days, like 90d')
    .trim()
    .regex(/^[1-9]\d{0,3}d$/, 'must be days, like 90d')
    .transform((value) => Number.parseInt(value, 10));

/** `5MiB`, `512 KB`, `1048576` -> bytes. */
export const size = (min: number, max: number) =>
  withUnit(sizeUnits, 1, '5MiB or 512KB').pipe(
    z.number().int().min(min, `must be at least ${min} bytes`).max(max, `must be at most ${max} bytes`),
  );

/** Flags and variables bring text, files bring numbers. */
export const count = (min: number, max: number) =>
  z
    .union([z.string(), z.number()], { error: 'must be a whole number' })
    .transform((value) => (typeof value === 'string' && !/^\d+$/.test(value) ? Number.NaN : Number(value)))
    .pipe(
      z
        .number('must be a whole number')
        .int('must be a whole number')
        .min(min, `must be at least ${min}`)
        .max(max, `must be at most ${max}`),
    );

/** `true`/`false`, also in the words that variables hold. */
export const flag = () =>
  z
    .union(
      [
        z.boolean(),
        z
          .string()
          .toLowerCase()
          .pipe(z.enum([...yes, ...no])),
      ],
      { error: 'must be true or false' },
    )
    .transform((value) => value === true || yes.some((word) => word === value));

/** A list; a flag and a variable hold several as one text. */
export const list = (mistake: string) =>
  z
    .union([z.string(), z.array(z.string())], { error: mistake })
    .transform((value) => [value].flat().flatMap((item) => item.split(/[\s,]+/).filter(Boolean)));

/** Paths, which may hold spaces; a flag and a variable hold several with commas between them. */
export const paths = () =>
  z.union([text(), z.array(text())], { error: 'must be a path or a list of paths' }).transform((value) =>
    [value].flat().flatMap((item) =>
      item
        .split(',')
        .map((path) => path.trim())
        .filter(Boolean),
    ),
  );

export const text = () =>
  z
    .string('must be text')
    .trim()
    .min(1, 'must not be empty')
    .regex(/^\P{Cc}*$/u, 'must not hold control characters');
