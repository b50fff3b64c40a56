import type { App } from './fauxqs.ts';

/** Bytes. S3 takes 5 GiB in one PUT; here the body is held in memory. */
const BODY_LIMIT = 512 * 1024 * 1024;

/**
 * Wrong in fauxqs 2.4.1: bodies over 11 MiB are answered 413, and `buildApp` has no option for it.
 * Right: S3 takes up to 5 GiB in one PUT (S3 user guide, "Uploading objects"). The parser of S3's bodies, which is the one
 * for every content type but those of SNS and SQS, is put in again with a limit of its own.
 */
export function installBodyLimit(app: App): void {
  app.removeContentTypeParser('*');
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) => {
    done(null, body);
  });
}
