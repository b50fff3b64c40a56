export function sharedOf(bytes: Uint8Array): SharedArrayBuffer {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared.buffer;
}
