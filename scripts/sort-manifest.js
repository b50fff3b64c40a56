// oclif finds commands in whatever order the disk gives them: sorted, the manifest changes only when a command does.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../oclif.manifest.json', import.meta.url);
const manifest = JSON.parse(readFileSync(file, 'utf8'));
const commands = Object.entries(manifest.commands).sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(
  file,
  `${JSON.stringify({ ...manifest, commands: Object.fromEntries(commands) }, undefined, 2)}\n`,
);
