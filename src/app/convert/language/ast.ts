/** What a Logstash configuration says, as it was read: nothing of it is understood yet. */
export interface Config {
  readonly sections: readonly Section[];
}

export type SectionKind = 'input' | 'filter' | 'output';

export interface Section {
  readonly kind: SectionKind;
  readonly items: readonly Item[];
}

/** Where something stands; both count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type Item = Plugin | Branch;

/** `grok { match => { … } }` */
export interface Plugin {
  readonly kind: 'plugin';
  readonly name: string;
  readonly settings: readonly Entry[];
  readonly place: Place;
}

/** `if … { } else if … { } else { }` */
export interface Branch {
  readonly kind: 'branch';
  readonly arms: readonly Arm[];
}

/** Without a condition: `else`. */
export interface Arm {
  readonly condition?: Condition;
  readonly items: readonly Item[];
  readonly place: Place;
}

/** `name => value`, of a plugin or in a hash. */
export interface Entry {
  readonly name: string;
  readonly value: Value;
  readonly place: Place;
}

export type Value =
  /** A string without its quotes, or a bare word. `unset`: a variable in it that has no value. */
  | { readonly kind: 'text'; readonly text: string; readonly unset?: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'hash'; readonly entries: readonly Entry[] }
  | { readonly kind: 'plugin'; readonly plugin: Plugin };

export type Operand =
  /** `[client][ip]` is `client.ip`. */
  | { readonly kind: 'field'; readonly path: string }
  | { readonly kind: 'text'; readonly text: string; readonly unset?: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'regexp'; readonly source: string };

export type Comparison = '==' | '!=' | '<' | '>' | '<=' | '>=';

export type Condition =
  | { readonly kind: 'is'; readonly operand: Operand }
  | { readonly kind: 'compare'; readonly by: Comparison; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'match' | 'in'; readonly not: boolean; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'not'; readonly condition: Condition }
  | {
      readonly kind: 'and' | 'or' | 'nand' | 'xor';
      readonly left: Condition;
      readonly right: Condition;
    };
