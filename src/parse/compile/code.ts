import { appendText } from './literals.ts';

/** `}` or `]` and a comma, little-endian. */
const endings = { '}': 0x2c7d, ']': 0x2c5d } as const;
const comma = ',';

/** Code that writes a document; constant texts that stand side by side are written as one. */
export class Code {
  #code = '';
  #text = '';
  #labels = 0;

  /** Writes a constant at `o`. */
  text(text: string): void {
    this.#text += text;
  }

  add(code: string): void {
    this.#flush();
    this.#code += code;
  }

  /** A name that no other has. */
  label(prefix: string): string {
    this.#labels += 1;
    return `${prefix}${this.#labels}`;
  }

  /** Closes what was opened, over the comma behind its last member. */
  close(mark: keyof typeof endings): void {
    if (this.#text.endsWith(comma)) {
      this.#text = `${this.#text.slice(0, -1)}${mark},`;
      return;
    }
    this.add(`out.setInt16((o - 1) | 0, ${endings[mark]}, true);\no = (o + 1) | 0;\n`);
  }

  /** Writes what may come to nothing: `opening`, then members that `write` adds, each with a comma behind it. */
  optional(opening: string, mark: keyof typeof endings, write: () => void, then = ''): void {
    const start = this.label('b');
    this.add(`const ${start} = o;\n`);
    this.text(opening);
    this.#flush();
    write();
    this.add(`if (o === ((${start} + ${Buffer.byteLength(opening)}) | 0)) o = ${start};
else {
out.setInt16((o - 1) | 0, ${endings[mark]}, true);
o = (o + 1) | 0;
${then}}
`);
  }

  toString(): string {
    this.#flush();
    return this.#code;
  }

  #flush(): void {
    this.#code += appendText(this.#text);
    this.#text = '';
  }
}
