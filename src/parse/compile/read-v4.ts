const dot = 46;
const zero = 48;

/** Four numbers up to 255 without leading zeros: IPv4 as a number, and the one way to write it. -1 when it is anything else. */
export function readV4(view: DataView, from: number, length: number): number {
  if (length < 7 || length > 15) return -1;
  let value = 0;
  let octet = -1;
  let dots = 0;
  for (let at = from; at < from + length; at += 1) {
    const byte = view.getUint8(at);
    if (byte === dot) {
      if (octet === -1) return -1;
      value = (value << 8) | octet;
      octet = -1;
      dots += 1;
    } else {
      const digit = byte - zero;
      // A digit behind a 0 would be behind a leading one.
      if (digit < 0 || digit > 9 || octet === 0) return -1;
      octet = octet === -1 ? digit : octet * 10 + digit;
      if (octet > 255) return -1;
    }
  }
  return dots === 3 && octet !== -1 ? ((value << 8) | octet) >>> 0 : -1;
}
