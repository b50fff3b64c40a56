import type { z } from 'zod';
import { whenFields } from './condition.ts';
import { match } from './match.ts';
import { csvFields, parserFields } from './parser.ts';
import { pipelineFields } from './pipeline.ts';
import { actionFields, actionInside } from './step.ts';

type Fields = Readonly<Record<string, z.ZodType>>;

/** The section of docs/configuration.md on pipelines of the user's own. */
export function ownReference(): string {
  return `## Pipelines of your own

\`own-pipelines\` is a list, in the file alone; [docs/pipelines.md](pipelines.md) has examples. A pipeline:

${table(pipelineFields, { match: match.shape })}

Its parser, \`parse\`, is one of:

${table(parserFields, { csv: csvFields })}

A step is one of these, and \`when\`, a condition:

${table(actionFields, actionInside)}

A condition; all that it says must be true:

${table(whenFields, {})}
`;
}

/** `inside`: the fields of fields. */
function table(fields: Fields, inside: Readonly<Record<string, Fields>>): string {
  const rows = Object.entries(fields).flatMap(([name, field]) => [
    row(name, field),
    ...Object.entries(inside[name] ?? {}).map(([inner, one]) => row(`${name}.${inner}`, one)),
  ]);
  return `| field | what it is |\n|---|---|\n${rows.join('\n')}`;
}

function row(name: string, field: z.ZodType): string {
  return `| \`${name}\` | ${(field.meta()?.description ?? '').replaceAll('|', String.raw`\|`)} |`;
}
