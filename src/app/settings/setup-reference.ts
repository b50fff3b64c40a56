import { type SetupField, setupFields } from './setup-fields.ts';

/** The section of docs/configuration.md on `setup`. */
export function setupReference(): string {
  const rows = setupFields().flatMap((field) => [
    row('', field),
    ...setupFields(field.name).map((inner) => row(`${field.name}.`, inner)),
  ]);
  return `## What \`logflow setup\` makes

\`setup\` is a section of the file alone; [docs/setup.md](setup.md) says how it is used. The queue is the one of the setting \`queue\`,
else \`<project>-objects\`; its visibility timeout is \`visibility-timeout\`.

| field | default | what it is |
|---|---|---|
${rows.join('\n')}

\`\`\`yaml
queue: flow-objects
setup:
  project: flow
  announce: sns
  flow-logs:
    of: [vpc-0123456789abcdef0]
  role: { trust: eks }
\`\`\`
`;
}

function row(before: string, { name, description, preset, required }: SetupField): string {
  const what = `${description}${required ? '; needed' : ''}`.replaceAll('|', String.raw`\|`);
  return `| \`${before}${name}\` | ${preset ?? ''} | ${what} |`;
}
