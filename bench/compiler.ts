import { existsSync } from 'node:fs';
import type { interpret } from '../src/parse/interpret.ts';

const file = new URL('../src/parse/compile/compile.ts', import.meta.url);

export const hasCompiler = existsSync(file);

/** The compiled transform; it is made like its plain twin. */
export async function loadCompiler(): Promise<typeof interpret> {
  return ((await import(file.href)) as { compile: typeof interpret }).compile;
}
