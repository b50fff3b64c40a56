const brace = 0x7b;
const closing = 0x7d;
const quote = 0x22;
const backslash = 0x5c;
const lf = 0x0a;
const newline = Uint8Array.of(lf);
/** A record of Firehose has 1 MiB at most, an envelope of CloudWatch Logs 6 MiB when unpacked. */
const maxRecordBytes = 8 * 1024 * 1024;

/** Whether an object that begins with these bytes holds messages in JSON, not lines. */
export function holdsMessages(beginning: Uint8Array): boolean {
  return beginning.find((byte) => byte > 0x20) === brace;
}

/**
 * Turns JSON records, with or without line ends between them, into the lines that are their messages:
 * `{"message":"2 123456789010 eni-…"}`, as flow logs reach Firehose, and `{"messageType":"DATA_MESSAGE","logEvents":[{"message":"…"}]}`,
 * as a subscription of CloudWatch Logs sends them. What is no such record stays as it is, one line, and so is malformed.
 * Sources: "Publish flow logs to Amazon Data Firehose", Amazon VPC User Guide; "Real-time processing of log data with
 * subscriptions", CloudWatch Logs User Guide. Memory: one record.
 */
export class MessageLines {
  /** The record that has begun. */
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  /** The record was too long: it was given out as it was, and the rest of it is passed over. */
  #passing = false;
  #depth = 0;
  #inText = false;
  #escaped = false;

  /** The lines that the next piece completes. */
  add(piece: Uint8Array): Uint8Array {
    const out: Uint8Array[] = [];
    let start = 0;
    for (let at = 0; at < piece.length; at += 1) {
      if (!this.#endsRecord(piece[at] as number)) continue;
      this.#hold(piece.subarray(start, at + 1), out);
      this.#finish(out);
      start = at + 1;
    }
    this.#hold(piece.subarray(start), out);
    return Buffer.concat(out);
  }

  /** What is there of a record that did not end, as it is. */
  rest(): Uint8Array {
    return this.#passing ? newline : Buffer.concat(this.#held);
  }

  /** Whether the byte closes a record, or is the end of a line outside of one. */
  #endsRecord(byte: number): boolean {
    if (this.#inText) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === backslash) this.#escaped = true;
      else if (byte === quote) this.#inText = false;
      return false;
    }
    if (byte === brace) this.#depth += 1;
    else if (this.#depth === 0) return byte === lf;
    else if (byte === quote) this.#inText = true;
    else if (byte === closing) {
      this.#depth -= 1;
      return this.#depth === 0;
    }
    return false;
  }

  #hold(bytes: Uint8Array, out: Uint8Array[]): void {
    if (this.#passing || bytes.length === 0) return;
    // The piece's memory is given back. `slice` of a Buffer would be no copy.
    this.#held.push(Uint8Array.from(bytes));
    this.#heldBytes += bytes.length;
    if (this.#heldBytes <= maxRecordBytes) return;
    out.push(...this.#held.map((bytes) => bytes.map((byte) => (byte === lf ? 0x20 : byte))));
    this.#passing = true;
    this.#held = [];
  }

  #finish(out: Uint8Array[]): void {
    const text = Buffer.concat(this.#held);
    if (this.#passing) out.push(newline);
    else out.push(linesOf(text));
    this.#held = [];
    this.#heldBytes = 0;
    this.#passing = false;
  }
}

function linesOf(record: Buffer): Buffer {
  const text = record.toString().trim();
  if (text === '') return record.subarray(0, 0);
  const messages = messagesOf(text);
  if (messages === undefined) return Buffer.from(`${text.replaceAll('\n', ' ')}\n`);
  return Buffer.from(messages.map((message) => `${message.replace(/[\r\n]+$/, '')}\n`).join(''));
}

/** Undefined: no record of the kinds that we know. */
function messagesOf(text: string): readonly string[] | undefined {
  try {
    const record = JSON.parse(text) as Envelope | null;
    if (typeof record?.message === 'string') return [record.message];
    if (record?.messageType === 'CONTROL_MESSAGE') return [];
    const events = record?.logEvents;
    if (!Array.isArray(events)) return undefined;
    const messages = events.map((event: Envelope | null) => event?.message);
    return messages.every((message) => typeof message === 'string') ? messages : undefined;
  } catch {
    return undefined;
  }
}

interface Envelope {
  readonly message?: unknown;
  readonly messageType?: unknown;
  readonly logEvents?: unknown;
}
