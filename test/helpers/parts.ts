/** A real part that tests run against: there, or not, and then why. */
export type Part<T> = ({ readonly kind: 'up' } & T) | { readonly kind: 'missing'; readonly reason: string };

/** In CI nothing is skipped: a missing part fails the run. Elsewhere its tests are skipped, and this says so. */
export function missingPart(name: string, reason: string): { kind: 'missing'; reason: string } {
  if (process.env.CI === 'true') throw new Error(`${name}: ${reason} (CI=true refuses to skip its tests)`);
  process.stderr.write(`\n*** ${name} is MISSING, its tests are SKIPPED: ${reason}\n\n`);
  return { kind: 'missing', reason };
}
