import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineBlocks } from '../../../src/parse/blocks.ts';
import { defaultLines } from '../../helpers/flow-records.ts';
import { freedPieces } from '../../helpers/freed-pieces.ts';

const text = defaultLines.map((line) => `${line}\n`).join('');
const record = (message: string) => JSON.stringify({ message });
const envelope = (messages: readonly string[]) =>
  JSON.stringify({
    messageType: 'DATA_MESSAGE',
    owner: '123456789010',
    logGroup: 'a "{" and a \\',
    logEvents: messages.map((message, id) => ({ id: `${id}`, timestamp: 1, message })),
  });
const control = JSON.stringify({
  messageType: 'CONTROL_MESSAGE',
  logEvents: [{ message: 'CWL CONTROL MESSAGE' }],
});

async function linesOf(stored: string | Uint8Array, size = 7, maxLineBytes = 1024): Promise<string> {
  const pieces = freedPieces(Buffer.from(stored), size);
  const blocks = await Array.fromAsync(lineBlocks(pieces, { maxLineBytes, envelope: 'wrapped' }));
  return Buffer.concat(blocks.map((block) => block.bytes)).toString();
}

describe('messages in JSON are lines', () => {
  it.each([
    ['records one behind the other, as Firehose writes them', defaultLines.map(record).join('')],
    ['records on lines of their own', `${defaultLines.map(record).join('\n')}\n`],
    [
      'records with white space around',
      `${defaultLines.map((line) => `${record(line)} \r\n \n\t`).join('')}\n`,
    ],
    ['messages that end their lines', defaultLines.map((line) => record(`${line}\n`)).join('')],
    [
      'envelopes of CloudWatch Logs',
      control + envelope(defaultLines.slice(0, 2)) + envelope(defaultLines.slice(2)),
    ],
  ])('%s, in pieces of any size', async (_, stored) => {
    for (const size of [1, 3, 1000]) expect((await linesOf(stored, size)).trim()).toBe(text.trim());
  });

  it('whatever they hold', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }),
        async (messages) => {
          const clean = messages.map((message) => message.replaceAll(/[\r\n]/g, '').toWellFormed());
          const got = await linesOf(clean.map(record).join(''), 5, 4096);
          expect(got).toBe(clean.map((message) => `${message}\n`).join(''));
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    ['a record without a message', '{"a":1}', '{"a":1}\n'],
    ['a message that is no text', '{"message":1}\n', '{"message":1}\n'],
    ['what is no JSON', '{"message":"a",}', '{"message":"a",}\n'],
    ['a record that does not end', `${record('a')}{"message":"b`, 'a\n{"message":"b'],
    ['lines between records', `${record('a')}plain\n${record('b')}`, 'a\nplain\nb\n'],
    ['what is no object', `${record('a')}]]\n`, 'a\n]]\n'],
  ])('%s stays as it is, to be malformed', async (_, stored, expected) => {
    expect(await linesOf(stored)).toBe(expected);
  });

  it('a record of many megabytes is one line that is too long, and the next one is read', async () => {
    const huge = `{"message":"${'x'.repeat(9 * 1024 * 1024)}"}`;
    const got = await linesOf(huge + record('next'), 1024 * 1024);
    expect(got.endsWith('next\n')).toBe(true);
    expect(got.length).toBeLessThan(2000);
  });

  it('text is text: an object that does not begin with a brace is left alone', async () => {
    const lines = `first\n${record('a')}\n`;
    expect(await linesOf(lines)).toBe(lines);
  });
});
