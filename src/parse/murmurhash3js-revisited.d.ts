/** The part of murmurhash3js-revisited 3.0.0 that we use; it brings no types. */
declare module 'murmurhash3js-revisited' {
  const murmur: {
    x86: {
      /** Unsigned 32-bit number. */
      hash32(bytes: Uint8Array, seed?: number): number;
      /** 32 hexadecimal digits. */
      hash128(bytes: Uint8Array, seed?: number): string;
    };
  };
  export = murmur;
}
