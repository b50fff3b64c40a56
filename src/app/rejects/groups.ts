import type { RejectEntry } from '../../rejects/entry.ts';

/** Rejected documents of one index that were refused in the same words. */
export interface RejectGroup {
  readonly index: string;
  readonly type: string;
  /** The words, with `…` where they speak of one document. */
  readonly text: string;
  documents: number;
  objects: number;
  /** The first few objects. */
  readonly byObject: { readonly object: string; documents: number }[];
  /** The first few documents. */
  readonly examples: RejectEntry[];
}

/** Groups that are told apart; the rest goes into one. */
const maxGroups = 500;
const shownObjects = 5;
const shownExamples = 3;

/** Groups of entries that come object by object; its size does not depend on how many there are. */
export class RejectGroups {
  readonly #groups = new Map<string, RejectGroup>();

  add(entry: RejectEntry): void {
    const group = this.#groupOf(entry);
    group.documents += 1;
    const last = group.byObject.at(-1);
    // Beyond the shown ones, the last slot stands for whichever object comes now.
    if (last?.object === entry.object) last.documents += 1;
    else {
      group.objects += 1;
      if (group.byObject.length > shownObjects) group.byObject.pop();
      group.byObject.push({ object: entry.object, documents: 1 });
    }
    if (group.examples.length < shownExamples) group.examples.push(entry);
  }

  /** The largest first. */
  all(): RejectGroup[] {
    return [...this.#groups.values()]
      .map((group) => ({ ...group, byObject: group.byObject.slice(0, shownObjects) }))
      .sort((a, b) => b.documents - a.documents);
  }

  #groupOf({ index, reason }: RejectEntry): RejectGroup {
    const text = commonText(reason.text);
    const key = JSON.stringify([index, reason.type, text]);
    const known = this.#groups.get(key);
    if (known) return known;
    if (this.#groups.size >= maxGroups) {
      const others = { index: 'others', type: 'others', text: `more than ${maxGroups} different ones` };
      return this.#open('', others);
    }
    return this.#open(key, { index, type: reason.type, text });
  }

  #open(key: string, head: Pick<RejectGroup, 'index' | 'type' | 'text'>): RejectGroup {
    const group = this.#groups.get(key) ?? { ...head, documents: 0, objects: 0, byObject: [], examples: [] };
    this.#groups.set(key, group);
    return group;
  }
}

/** Ids and values stand in quotes, positions are numbers: what is left is the same for all documents with one fault. */
export function commonText(text: string): string {
  return (
    text
      // Not the apostrophe of "field's value".
      .replace(/(?<!\w)'[^']*'/g, "'…'")
      .replace(/"[^"]*"/g, '"…"')
      .replace(/\b\d+\b/g, '…')
  );
}
