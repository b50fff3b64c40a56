// One object of S3, one queue message, and the books. Node runs it as it is: node ingest.ts
import { createIngest, LogflowError } from 'logflow';

const { NODE_URL, BUCKET = '', KEY = '', MESSAGE = '' } = process.env;

try {
  await using ingest = await createIngest({
    settings: { node: NODE_URL ?? 'http://127.0.0.1:9200', timezone: 'Asia/Tokyo' },
    onProblem: ({ code, message, hint }) => console.error(`${code}: ${message}. ${hint}`),
  });
  // At once: documents of different objects share requests.
  const [object, message] = await Promise.all([
    ingest.object({ bucket: BUCKET, key: KEY }),
    ingest.message(MESSAGE),
  ]);
  console.log(object.kind, message.kind);
  const { ok, documents } = await ingest.close();
  console.log(ok, documents.read, documents.indexed + documents.duplicate);
} catch (error) {
  if (!(error instanceof LogflowError)) throw error;
  console.error(`${error.code}: ${error.message}. ${error.hint}`);
  process.exitCode = error.exit;
}
