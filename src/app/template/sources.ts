import article from '../../templates/vpcflowlogs.json' with { type: 'json' };

/** One source for both forms, legacy and composable. */
export interface TemplateSource {
  readonly settings: object;
  readonly mappings: {
    readonly _meta: { readonly logflow: { readonly template: string; readonly revision: number } };
    readonly properties: Readonly<Record<string, object>> & { readonly s3: ObjectPropertyFields };
  };
}

/** What documents may say about their object; see `--object-properties`. */
interface ObjectPropertyFields {
  readonly properties: Readonly<Record<'last_modified' | 'content_type' | 'metadata', object>>;
}

/** By the pipeline's name; that of the article is mended (R20). */
export const templateSources: Readonly<Record<string, TemplateSource>> = { vpcflowlogs: article };
