/**
 * What becomes of the message of an object that did not arrive. Never deleted, in either case.
 * - `release`: the object is not at fault (no credentials, S3 is slow, we are); it comes again after a short, growing delay.
 * - `quarantine`: the object itself is the trouble; it is held back for longer and longer, until the queue's redrive
 *   policy takes it away. On a queue without one it stays, and is never spun.
 */
export type Aftermath = 'release' | 'quarantine';
