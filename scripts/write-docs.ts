// Writes what is made from the schema and from the failure table. A test fails when the committed files are not what this writes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { outputSchema } from '../src/app/output/schema.ts';
import { configurationReference, configurationSchema } from '../src/app/settings/reference.ts';
import { failuresPage } from '../src/failures/page.ts';

const docs = new URL('../docs/', import.meta.url);
mkdirSync(docs, { recursive: true });
writeFileSync(new URL('configuration.md', docs), configurationReference());
writeFileSync(new URL('logflow.schema.json', docs), `${JSON.stringify(configurationSchema(), null, 2)}\n`);
writeFileSync(new URL('failures.md', docs), failuresPage());
writeFileSync(new URL('output.schema.json', docs), `${JSON.stringify(outputSchema(), null, 2)}\n`);
