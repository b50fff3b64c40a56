import { z } from 'zod';
import { bucketFields } from './buckets.ts';
import { ownReference } from './own/reference.ts';
import {
  type SettingName,
  settingDefault,
  settingMeta,
  settingNames,
  settings,
  settingVariable,
} from './settings.ts';
import { setupReference } from './setup-reference.ts';

const groups = ['SOURCE', 'CLUSTER', 'DOCUMENTS', 'RUN'] as const;
const headings: Readonly<Record<(typeof groups)[number], string>> = {
  SOURCE: 'Where work comes from',
  CLUSTER: 'Where documents go',
  DOCUMENTS: 'What documents look like',
  RUN: 'How the work is done',
};

/** docs/configuration.md: made from the schema, so that it cannot say anything else. */
export function configurationReference(): string {
  const sections = groups.map((group) => {
    const rows = settingNames.filter((name) => settingMeta(name).group === group).map(row);
    return `## ${headings[group]}\n\n| setting | flag | variable | default | what it is |\n|---|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `# Configuration

Made from the schema by \`npm run docs\`; do not edit.

Each setting has one name: a key in \`logflow.yaml\` (or the file that \`--config\` names), a flag, and a variable; \`buckets\`, \`own-pipelines\` and \`setup\` are for the file alone.
A flag beats the variable, the variable beats the file, the file beats the default. All mistakes are told at once.
TIME is like \`500ms\`, \`30s\`, \`5m\`, \`2h\`, \`1d\` (a bare number is seconds); SIZE is like \`5MiB\` or \`512KB\` (a bare number is bytes).
A flag that is not on this page (\`--drain\`, \`--dry-run\`, \`--prefix\`, \`--yes\` and the like) says what one invocation is about:
it has a variable, too (\`LOGFLOW_DRAIN\`), and no place in the file. \`logflow COMMAND --help\` has them all.
Editors complete and check the file with \`docs/logflow.schema.json\`.
The standard AWS variables are honoured beside these: \`AWS_PROFILE\`, \`AWS_REGION\`, \`AWS_ENDPOINT_URL\`, \`AWS_ENDPOINT_URL_S3\` and the rest of them.

\`\`\`yaml
# logflow.yaml
queue: loganalyticsdev-queue
region: us-west-2
node: https://search-loganalyticsdev-es.us-west-2.es.amazonaws.com
sigv4: es
timezone: Asia/Tokyo
\`\`\`

${sections.join('\n')}
${ownReference()}
${bucketsReference()}
${setupReference()}`;
}

/** A list of mappings. */
function bucketsReference(): string {
  const rows = Object.entries(bucketFields).map(
    ([name, field]) => `| \`${name}\` | ${field.meta()?.description} |`,
  );
  return `## Buckets that are different

\`buckets\` is a list, in the file alone. The first entry whose \`match\` fits the name of a bucket counts; what it does not say
is as for all other buckets. It holds for everything that is read from or written to S3: \`consume\`, the \`dlq\` commands,
and rejects in S3. The queue always uses the standard credentials.

| field | what it is |
|---|---|
${rows.join('\n')}

\`\`\`yaml
buckets:
  - match: other-team-*
    role: arn:aws:iam::123456789012:role/logs-reader
    external-id: logflow-4711
  - match: minio-*
    endpoint: https://minio.internal:9000
    region: us-east-1
    keys-from: MINIO # MINIO_ACCESS_KEY_ID and MINIO_SECRET_ACCESS_KEY
  - match: public-dataset
    request-payer: requester
\`\`\`

Credentials that expire are renewed five minutes before (or at half of their time, when that is later), a role once for all of its
buckets. When AWS refuses them all the same, as expired or unknown, they are asked for again and the request is sent once more.
`;
}

function row(name: SettingName): string {
  const meta = settingMeta(name);
  const plain = (text: string) => (meta.fileOnly ? '' : `\`${text}\``);
  const flag = meta.value === undefined ? `--${meta.on ? '[no-]' : ''}${name}` : `--${name} ${meta.value}`;
  const cells = [
    `\`${name}\``,
    plain(flag),
    plain(settingVariable(name)),
    settingDefault(name) ?? '',
    `${meta.description}${meta.secret ? '. A secret: never printed' : ''}`,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** docs/logflow.schema.json: what an editor needs to complete and check `logflow.yaml`. */
export function configurationSchema(): object {
  const schema = z.toJSONSchema(settings, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // Our own notes beside the schema are for help and reference, not for editors.
      for (const key of ['group', 'value', 'secret', 'list', 'on', 'otherwise', 'fileOnly'] as const)
        delete jsonSchema[key];
    },
  });
  return { title: 'logflow.yaml', ...schema };
}
