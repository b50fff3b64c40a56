import { findPackageJSON } from 'node:module';
import { pathToFileURL } from 'node:url';
import { buildApp } from 'fauxqs';

/** fauxqs's Fastify application. It is a thenable: never return it from an async function. */
export type App = ReturnType<typeof buildApp>;
export type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;
export type S3Store = Stores['s3Store'];
export type S3Object = ReturnType<S3Store['headObject']>;

/** What fauxqs has and does not export. */
export interface Internals {
  readonly S3Store: new () => S3Store;
  readonly SnsStore: new () => Stores['snsStore'];
  readonly SqsStore: new () => Stores['sqsStore'];
  /** SNS Publish, with the parameters of the query protocol. */
  publish(parameters: Record<string, string>, sns: Stores['snsStore'], sqs: Stores['sqsStore']): void;
  /** SQS SendMessage, with the body of the JSON protocol. */
  sendMessage(body: Record<string, string>, sqs: Stores['sqsStore']): void;
}

/**
 * The parts of fauxqs that the mends build on. `buildApp` takes instances of the stores, but the package exports only
 * `buildApp`: so they are imported by path, and the package is pinned to one exact version.
 */
export async function loadInternals(): Promise<Internals> {
  const manifest = findPackageJSON('fauxqs', import.meta.url);
  if (manifest === undefined) {
    throw new Error('the package fauxqs is not installed');
  }
  const load = (path: string) => import(new URL(`dist/${path}`, pathToFileURL(manifest)).href);
  const [{ S3Store }, { SnsStore }, { SqsStore }, { publish }, { sendMessage }] = await Promise.all([
    load('s3/s3Store.js'),
    load('sns/snsStore.js'),
    load('sqs/sqsStore.js'),
    load('sns/actions/publish.js'),
    load('sqs/actions/sendMessage.js'),
  ]);
  return { S3Store, SnsStore, SqsStore, publish, sendMessage };
}

export { buildApp };
