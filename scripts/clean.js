// dist/ is rebuilt from nothing: oclif finds commands by file, and a deleted command must not linger.
import { rmSync } from 'node:fs';

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
