import { Help } from '@oclif/core';

/** What people come for, in the order in which they come for it. */
const overview: readonly (readonly [string, string])[] = [
  ['logflow demo', 'the whole road on this machine: no AWS account, no cluster'],
  ['logflow ingest FILE --output ndjson:-', 'the documents that a file becomes'],
  ['logflow ingest FILE --node URL', 'a file into a cluster'],
  ['logflow consume --queue NAME --node URL', 'follow a queue; a live view on a terminal'],
  ['logflow dlq list --queue NAME', 'what failed for good, and why'],
  ['logflow COMMAND --help', 'every flag, with examples'],
];

/** `logflow` alone, and `logflow --help`. The lists of topics and commands follow. */
export class LogflowHelp extends Help {
  override formatRoot(): string {
    const { description } = this.config.pjson;
    const width = Math.max(...overview.map(([command]) => command.length));
    const lines = overview.map(([command, what]) => `  ${command.padEnd(width)}  ${what}`);
    return `${description}\n\n${lines.join('\n')}`;
  }
}
