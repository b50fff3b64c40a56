/** Pieces as `decompress` gives them: each is a Buffer, whose `slice` copies nothing, and gone when the next one is asked for. */
export async function* freedPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    const piece = Buffer.allocUnsafeSlow(Math.min(size, bytes.length - at));
    piece.set(bytes.subarray(at, at + piece.length));
    yield piece;
    (piece.buffer as ArrayBuffer).transfer(0);
  }
}
