const daySeconds = 86_400;
/** `14:`, `59:` and `59.0` as little-endian words. */
const hourOrMinute = Int32Array.from({ length: 60 }, (_, n) => wordOf(`${pad(n)}:`));
const second = Int32Array.from({ length: 60 }, (_, n) => wordOf(`${pad(n)}.0`));
const end = wordOf('00Z"');
/** Bytes of `2020-03-08T15:06:54.000Z"`. */
export const dateBytes = 25;

/** Writes ISO dates with the closing quotation mark behind them. The day is made once and remembered. */
export class IsoDates {
  #start = Number.NaN;
  readonly #day = new DataView(new ArrayBuffer(12));
  #yearAndMonth = 0;
  #dayOfMonth = 0;

  /** `seconds` since the epoch, from 0 to the end of the year 9999. Writes `dateBytes` and nothing behind them. */
  write(out: DataView, at: number, seconds: number): void {
    let rest = seconds - this.#start;
    if (!(rest >= 0 && rest < daySeconds)) {
      this.#enter(seconds);
      rest = seconds - this.#start;
    }
    const minutes = (rest / 60) | 0;
    const hours = (minutes / 60) | 0;
    out.setFloat64(at, this.#yearAndMonth, true);
    out.setInt32((at + 8) | 0, this.#dayOfMonth, true);
    out.setInt32((at + 11) | 0, hourOrMinute[hours] as number, true);
    out.setInt32((at + 14) | 0, hourOrMinute[minutes - hours * 60] as number, true);
    out.setInt32((at + 17) | 0, second[rest - minutes * 60] as number, true);
    out.setInt32((at + 21) | 0, end, true);
  }

  #enter(seconds: number): void {
    this.#start = seconds - (seconds % daySeconds);
    const text = new Date(this.#start * 1000).toISOString();
    for (let i = 0; i < 11; i += 1) this.#day.setUint8(i, text.charCodeAt(i));
    this.#yearAndMonth = this.#day.getFloat64(0, true);
    this.#dayOfMonth = this.#day.getInt32(8, true);
  }
}

function pad(n: number): string {
  return String(n).padStart(2, '0');
}

function wordOf(text: string): number {
  return Buffer.from(text.padEnd(4, '\0')).readInt32LE();
}
