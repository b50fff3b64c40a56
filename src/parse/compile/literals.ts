/**
 * Code that writes constant bytes at `out[at]`: stores of eight, each a double whose bits are the bytes, and one of four
 * where no more is left. Measured for 300 bytes on the machine of the benchmark: doubles 16 ns, 32-bit words 27,
 * `TypedArray.set` 20 with the array ready, a loop over bytes 180. The last store may write zeros behind the text.
 * No UTF-8 text holds the bytes of a NaN, whose bits an engine may change: 0xff never comes, 0x7f never behind 0xf0 to 0xf7.
 */
export function writeText(text: string, at: string): string {
  const bytes = Buffer.from(text);
  const padded = new DataView(new ArrayBuffer(bytes.length + 8));
  new Uint8Array(padded.buffer).set(bytes);
  let code = '';
  let from = 0;
  for (; bytes.length - from > 4; from += 8) {
    code += `out.setFloat64((${at} + ${from}) | 0, ${padded.getFloat64(from, true)}, true);\n`;
  }
  if (from < bytes.length)
    code += `out.setInt32((${at} + ${from}) | 0, ${padded.getInt32(from, true)}, true);\n`;
  return code;
}

/** Code that writes constant bytes at `o` and passes over them. */
export function appendText(text: string): string {
  return `${writeText(text, 'o')}o = (o + ${Buffer.byteLength(text)}) | 0;\n`;
}

/** Code for "the bytes at `from` are this text"; `from` is an expression. */
export function equalsText(text: string, from: string): string {
  const tests = [...Buffer.from(text)].map((byte, index) => `bytes[${from} + ${index}] === ${byte}`);
  return `(${tests.join(' && ')})`;
}
