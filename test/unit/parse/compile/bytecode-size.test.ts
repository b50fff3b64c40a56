import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** Larger functions stay with the interpreter of V8 and its simple compilers, ten times slower: `--max-optimized-bytecode-size`. */
const most = 60 * 1024;

it.each(['article', 'ecs'])(
  'the function of %s with all fields and enrichments is one that V8 optimises',
  (schema) => {
    const script = fileURLToPath(new URL('largest-function.ts', import.meta.url));
    const flags = ['--print-bytecode', '--print-bytecode-filter=run'];
    const said = execFileSync(process.execPath, [...flags, script, schema], {
      encoding: 'latin1',
      maxBuffer: 2 ** 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const sizes = [...said.matchAll(/^Bytecode length: ([0-9]+)$/gm)].map(([, bytes]) => Number(bytes));
    expect(sizes.length).toBeGreaterThan(0);
    expect(Math.max(...sizes)).toBeGreaterThan(10_000);
    expect(Math.max(...sizes)).toBeLessThan(most);
  },
);
