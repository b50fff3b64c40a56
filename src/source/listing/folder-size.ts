/**
 * How many objects a folder will have brought in the end, told before all of it is listed: a folder that is not done is
 * taken to be as large as its siblings that are, on the average, and those above it likewise. Days of one flow log are
 * alike, and a folder of another service, which has nothing to bring, does not dilute them. A folder that is done is held
 * by nobody: what is kept is what is open, and what that is in.
 */
export class FolderSize {
  readonly #parent: FolderSize | undefined;
  /** Objects that are in the folder itself. */
  #own = 0;
  #folders = 0;
  /** Of those, the ones that can tell, and what they tell in all. */
  #telling = 0;
  #told = 0;
  #ended = false;
  #expected: number | undefined;

  constructor(parent?: FolderSize) {
    this.#parent = parent;
  }

  /** Objects; undefined while no folder in it has come to its end. */
  get expected(): number | undefined {
    return this.#expected;
  }

  /** So many folders are in it; with none its own objects are all. */
  explored(folders: number): void {
    this.#folders = folders;
    this.#tell();
  }

  /** So many more of its own objects are wanted. */
  found(objects: number): void {
    this.#own += objects;
    if (objects > 0) this.#tell();
  }

  /** All that it has itself was found. */
  end(): void {
    this.#ended = true;
    this.#tell();
  }

  /** A folder in it can tell, or can tell better. */
  hear(expected: number, before: number | undefined): void {
    if (before === undefined) this.#telling += 1;
    this.#told += expected - (before ?? 0);
    this.#tell();
  }

  #tell(): void {
    const before = this.#expected;
    if (this.#telling > 0) this.#expected = this.#own + (this.#told / this.#telling) * this.#folders;
    else if (this.#ended && this.#folders === 0) this.#expected = this.#own;
    if (this.#expected !== undefined && this.#expected !== before) {
      this.#parent?.hear(this.#expected, before);
    }
  }
}
