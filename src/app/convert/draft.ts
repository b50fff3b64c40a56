import { type SettingName, settings } from '../settings/settings.ts';
import type { OwnDraft } from './own-draft.ts';
import { variableOf } from './variables.ts';

/** A variable that has to be set where logflow runs. */
export interface Needed {
  readonly name: string;
  /** The variable that held it for Logstash. */
  readonly was: string | undefined;
}

type Bucket = Readonly<Record<string, unknown>>;

/** The new file as far as it is known. */
export class Draft {
  readonly #settings = new Map<SettingName, unknown>();
  readonly #needed = new Map<string, Needed>();
  readonly buckets: Bucket[] = [];
  /** Pipelines of the user's own, in the order in which keys are tried. */
  readonly own: OwnDraft[] = [];
  /** Whether the flow logs' own pipeline is used. */
  flowLogs = false;
  readonly setup: Record<string, unknown> = {};
  /** Zone of the dates of all indices. */
  #zone: string | undefined;

  /** Takes a value that the schema takes; else says why not. */
  set(name: SettingName, value: unknown): string | undefined {
    const parsed = settings.shape[name].safeParse(value);
    if (!parsed.success) return `${name} ${parsed.error.issues[0]?.message}`;
    if (this.#settings.has(name) && JSON.stringify(this.#settings.get(name)) !== JSON.stringify(value))
      return `${name} has another value already: logflow has one for all`;
    this.#settings.set(name, value);
    return undefined;
  }

  get(name: SettingName): unknown {
    return this.#settings.get(name);
  }

  /** The zone of an index name's date; all have the same one. */
  setZone(zone: string): string | undefined {
    if (this.#zone !== undefined && this.#zone !== zone)
      return `the dates of another index are those of ${this.#zone}: logflow has one timezone for all`;
    const mistake = zone === 'UTC' ? undefined : this.set('timezone', zone);
    if (mistake === undefined) this.#zone = zone;
    return mistake;
  }

  /** A secret of the old file (`text`) or of its environment. */
  need(name: string, text: string | undefined): void {
    this.#needed.set(name, { name, was: variableOf(text ?? '') });
  }

  get needed(): readonly Needed[] {
    return [...this.#needed.values()];
  }

  /** As logflow.yaml has it. */
  values(): Readonly<Record<string, unknown>> {
    const named = [...(this.flowLogs ? ['vpcflowlogs'] : []), ...this.own.map(({ name }) => name)];
    return {
      ...Object.fromEntries(this.#settings),
      ...(this.buckets.length > 0 && { buckets: this.buckets }),
      ...(named.length > 0 && { pipelines: named }),
      ...(this.own.length > 0 && { 'own-pipelines': this.own.map((one) => one.values()) }),
      ...(Object.keys(this.setup).length > 0 && { setup: this.setup }),
    };
  }
}
