import { readFileSync } from 'node:fs';
import { Parser } from '@oclif/core';
import { describe, expect, it } from 'vitest';
import { type SettingName, settingMeta, settingNames, settings } from '../../../src/app/settings/settings.ts';

type Example = string | { readonly command: string };

interface Manifest {
  readonly commands: Readonly<Record<string, { readonly examples?: readonly Example[] }>>;
}

const root = new URL('../../../', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('oclif.manifest.json', root), 'utf8')) as Manifest;

const cases = Object.entries(manifest.commands).flatMap(([id, { examples = [] }]) =>
  examples.map((example) => {
    const text = typeof example === 'string' ? example : example.command;
    const spoken = text.replaceAll('<%= config.bin %>', 'logflow');
    return [id, spoken.replaceAll('<%= command.id %>', id.replaceAll(':', ' '))] as const;
  }),
);

/** What a shell hands to logflow, of a line that may be a pipeline. */
function argumentsOf(line: string, id: string): string[] {
  const own = line.split('|').find((part) => part.includes('logflow ')) ?? '';
  const words: string[] = own.match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
  const begin = words.indexOf('logflow') + 1 + id.split(':').length;
  return words.slice(begin).map((word) => word.replaceAll(/^['"]|['"]$/g, ''));
}

describe('the examples of the help', () => {
  it('are there', () => {
    expect(cases.length).toBeGreaterThan(15);
  });

  it.each(cases)('%s: %s', async (id, line) => {
    const words = line.split('|').find((part) => part.includes('logflow '));
    expect(words).toContain(`logflow ${id.replaceAll(':', ' ')}`);
    const module = await import(new URL(`src/commands/${id.replaceAll(':', '/')}.ts`, root).href);
    const { flags, args, strict } = module.default;
    const parsed = await Parser.parse(argumentsOf(line, id), { flags, args, strict });
    for (const name of settingNames as readonly SettingName[]) {
      const value = (parsed.flags as Record<string, unknown>)[name];
      if (value === undefined) continue;
      // A command may take several of what is one as a setting: the regions of a backfill.
      for (const one of settingMeta(name).list ? [value] : [value].flat()) {
        expect(settings.shape[name].safeParse(one), name).toMatchObject({ success: true });
      }
    }
  });
});
