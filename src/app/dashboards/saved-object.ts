/** A link of one saved object to another; what links names it by `name`. */
export interface Reference {
  readonly name: string;
  readonly type: string;
  readonly id: string;
}

/** One line of an export file of OpenSearch Dashboards or Kibana. */
export interface SavedObject {
  readonly type: 'index-pattern' | 'visualization' | 'map' | 'dashboard';
  readonly id: string;
  /** Structures are JSON inside of text here, as the servers keep them. */
  readonly attributes: Readonly<Record<string, unknown>> & { readonly title: string };
  readonly references: readonly Reference[];
  /** The form it is written in: a server brings it up to its own, and refuses one from its future. */
  readonly migrationVersion: Readonly<Record<string, string>>;
}

/** As `_import` takes it: a line each. */
export function ndjson(objects: readonly SavedObject[]): string {
  return objects.map((object) => `${JSON.stringify(object)}\n`).join('');
}

/** `dashboard:logflow-vpcflowlogs-dashboard` */
export function nameOf({ type, id }: { readonly type: string; readonly id: string }): string {
  return `${type}:${id}`;
}
