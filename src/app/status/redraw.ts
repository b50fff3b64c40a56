import type { Writable } from 'node:stream';

/**
 * Draws frames over each other. No alternate screen, no hidden cursor and no raw mode: whatever ends the process, SIGKILL
 * included, the terminal is sane and the last figures stay. Each frame is one write, line over line, so nothing flickers.
 */
export class Redraw {
  readonly #terminal: Writable & { readonly columns?: number; readonly rows?: number };
  #begun = false;

  constructor(terminal: Writable) {
    this.#terminal = terminal;
  }

  /** `text`: lines, each with its end. What does not fit the terminal is left out. False: the terminal is gone. */
  draw(text: string): Promise<boolean> {
    const { rows = 24 } = this.#terminal;
    const lines = text
      .trimEnd()
      .split('\n')
      .slice(0, rows - 1);
    // What stood on the screen before goes up into the history.
    const first = this.#begun ? '' : '\n'.repeat(rows);
    this.#begun = true;
    // Home, lines that are not wrapped, each with the rest of what was there erased; then all below.
    const frame = `${first}\u001b[H\u001b[?7l${lines.map((line) => `${line}\u001b[K\n`).join('')}\u001b[?7h\u001b[J`;
    return new Promise((resolve) => this.#terminal.write(frame, (error) => resolve(!error)));
  }
}
