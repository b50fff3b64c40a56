/** What help, the configuration reference and the parser need to know about a setting beside its type. */
export interface SettingMeta {
  /** One sentence, without a full stop. */
  readonly description: string;
  /** How the value is named in help: `URL`, `NAME|URL`. Absent: a switch. */
  readonly value?: string;
  readonly group: 'SOURCE' | 'CLUSTER' | 'DOCUMENTS' | 'RUN';
  /** Without a default of its own: what holds when nobody gives a value. */
  readonly otherwise?: string;
  /** Never printed. */
  readonly secret?: boolean;
  readonly list?: boolean;
  /** Too much for a flag and a variable. */
  readonly fileOnly?: boolean;
  /** A switch that is on unless `--no-name` turns it off. */
  readonly on?: boolean;
}

/** zod keeps any record beside a schema; this says which. */
export const meta = (m: SettingMeta) => m as unknown as Record<string, unknown>;
