import { Writable } from 'node:stream';

/** Hands on what is written, line by line, without line ends. What has no line end yet waits for it. */
export class LineStream extends Writable {
  readonly #line: (line: string) => void;
  #rest = '';

  constructor(line: (line: string) => void) {
    super({ decodeStrings: false });
    this.#line = line;
  }

  override _write(chunk: string | Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    const lines = (this.#rest + String(chunk)).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
    done();
  }
}
