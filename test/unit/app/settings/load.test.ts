import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSettings, needsCluster, needsQueue } from '../../../../src/app/settings/load.ts';
import { LogflowError } from '../../../../src/model/errors.ts';
import { temporaryFolder } from '../../../helpers/temp.ts';

async function withFile<T>(text: string, work: (path: string) => T): Promise<T> {
  await using folder = temporaryFolder();
  const path = join(folder.path, 'logflow.yaml');
  writeFileSync(path, text);
  return work(path);
}

function mistakesOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof LogflowError) {
      expect(error.exit).toBe(2);
      expect(error.code).toBe('LF_CONFIG');
      return error.message;
    }
    throw error;
  }
  throw new Error('nothing was found wrong');
}

describe('precedence', () => {
  it('what was given beats the file, the file beats the default', () =>
    withFile('timezone: Asia/Tokyo\nconcurrency: 3\nnode: http://from-file:9200\n', (path) => {
      const settings = loadSettings({ concurrency: '5' }, path, []);
      expect(settings).toMatchObject({
        concurrency: 5,
        timezone: 'Asia/Tokyo',
        node: ['http://from-file:9200'],
        'bulk-bytes': 5 * 2 ** 20,
        'visibility-timeout': 300,
        'max-processing': 8000,
        template: true,
      });
    }));

  it('a variable holds several nodes as one text', () => {
    const given = { node: ['http://a:9200, http://b:9200'] };
    expect(loadSettings(given, undefined, []).node).toEqual(['http://a:9200', 'http://b:9200']);
  });

  it.each([
    ['a flag', 'object-properties: nothing', { 'object-properties': ['metadata,last-modified'] }],
    ['flags', '', { 'object-properties': ['metadata', 'last-modified'] }],
    ['a variable', '', { 'object-properties': ' metadata, last-modified ' }],
    ['the file', 'object-properties: [metadata, last-modified]', {}],
  ])('a list comes from %s', (_, text, given) =>
    withFile(`${text}\n`, (path) => {
      expect(loadSettings(given, path, [])['object-properties']).toEqual(['metadata', 'last-modified']);
    }),
  );

  it('without a file everything has its default', () => {
    expect(loadSettings({}, undefined, [])).toMatchObject({ output: { kind: 'cluster' }, timezone: 'UTC' });
  });
});

describe('mistakes', () => {
  it('are told all at once, each with its place (R35)', () =>
    withFile('queue-owner: 12\nregion: us-west-2\nbulk-byte: 5MiB\ntimezone: Mars/Olympus\n', (path) => {
      const message = mistakesOf(() =>
        loadSettings({ concurrency: 'many' }, path, [needsQueue, needsCluster]),
      );
      expect(message).toContain('6 mistakes');
      expect(message).toContain(`${path}:1 (queue-owner): must be an account id of 12 digits`);
      expect(message).toContain(`${path}:3 (bulk-byte): there is no such setting; did you mean bulk-bytes?`);
      expect(message).toContain(`${path}:4 (timezone): must be a time zone such as Asia/Tokyo`);
      expect(message).toContain('--concurrency (LOGFLOW_CONCURRENCY): must be a whole number');
      expect(message).toContain('--queue (LOGFLOW_QUEUE): is needed');
      expect(message).toContain('--node (LOGFLOW_NODE): is needed');
    }));

  it('name what is no object property', () =>
    withFile('object-properties: [metadata, etag]\n', (path) => {
      const words = 'must be among last-modified, content-type, metadata';
      const mistakes = (given: object) => mistakesOf(() => loadSettings(given, path, []));
      expect(mistakes({})).toContain(`${path}:1 (object-properties[1]): ${words}`);
      expect(mistakes({ 'object-properties': 'Metadata' })).toContain(words);
    }));

  it('name a file that is not there', () => {
    expect(mistakesOf(() => loadSettings({}, '/no/such/logflow.yaml', []))).toContain('cannot be read');
  });

  it('name the line of broken YAML', () =>
    withFile('queue: a\nnode: [unclosed\n', (path) => {
      expect(mistakesOf(() => loadSettings({}, path, []))).toMatch(/logflow\.yaml:\d+:/);
    }));

  it('a file that is a list is one', () =>
    withFile('- queue\n', (path) => {
      expect(mistakesOf(() => loadSettings({}, path, []))).toContain('must be a mapping');
    }));

  it('an empty file is none', () => withFile('', (path) => loadSettings({}, path, [])));

  it('show no secret', () => {
    const message = mistakesOf(() =>
      loadSettings(
        { node: ['ftp://admin:hunter2@host'], password: 'hunter2', username: 'admin', 'api-key': 'hunter2' },
        undefined,
        [needsCluster],
      ),
    );
    expect(message).toContain('--node');
    expect(message).toContain('one way to sign in');
    expect(message).not.toContain('hunter2');
  });

  it('a user without a password is one', () => {
    const given = { username: 'admin', node: ['http://a:9200'] };
    expect(mistakesOf(() => loadSettings(given, undefined, [needsCluster]))).toContain('go together');
  });

  it('an output that is none of the four is one', () => {
    expect(mistakesOf(() => loadSettings({ output: 'file:x' }, undefined, []))).toContain(
      'must be cluster, ndjson:DIR',
    );
  });
});
