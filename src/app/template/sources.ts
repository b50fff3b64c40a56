import { formats } from '../../formats/catalogue.ts';
import type { FieldTypes, Format } from '../../formats/format.ts';
import article from '../../templates/vpcflowlogs.json' with { type: 'json' };
import type { Fingerprint } from '../fingerprint.ts';
import { madeSource } from './made.ts';
import { fieldsDigest } from './outdated.ts';

/** One source for both forms, legacy and composable. */
export interface TemplateSource {
  readonly settings: object;
  readonly mappings: {
    /** `fields`: of an own pipeline, see `fieldsDigest`. */
    readonly _meta: {
      readonly logflow: { readonly template: string; readonly revision: number; readonly fields?: string };
    };
    readonly dynamic_templates: readonly object[];
    readonly properties: Readonly<Record<string, object>> & { readonly s3: ObjectPropertyFields };
  };
  /** See `Format`. */
  readonly optional?: readonly string[];
}

/** What documents may say about their object; see `--object-properties`. */
interface ObjectPropertyFields {
  readonly properties: Readonly<Record<'last_modified' | 'content_type' | 'metadata', object>>;
}

/** Written by hand; that of the article is mended (R20). */
const written: Readonly<Record<string, TemplateSource>> = { vpcflowlogs: article };

/** By the pipeline's name, with `-ecs` behind it for the documents of `--schema ecs`. */
export const templateSources: Readonly<Record<string, TemplateSource>> = Object.fromEntries(
  formats.flatMap((format) => [
    [format.definition.name, sourceOf(format, format.definition.name)],
    ...(format.ecs
      ? [[ecsName(format.definition.name), sourceOf(format.ecs, ecsName(format.definition.name))]]
      : []),
  ]),
);

/** That of a pipeline's documents. `own`: the user's own pipelines, of whose templates nothing is demanded. */
export function templateSourceOf(
  { pipeline, schema }: Pick<Fingerprint, 'pipeline' | 'schema'>,
  own: readonly Format[] = [],
): TemplateSource {
  const format = own.find(({ definition }) => schema === 'own' && definition.name === pipeline);
  if (format) {
    const made = withDigest(sourceOf(format, pipeline), format.fields ?? {});
    return { ...made, optional: Object.keys(made.mappings.properties) };
  }
  const source = templateSources[schema === 'ecs' ? ecsName(pipeline) : pipeline];
  if (!source) throw new Error(`pipeline ${pipeline} has no template`);
  return source;
}

function withDigest({ mappings, ...source }: TemplateSource, fields: FieldTypes): TemplateSource {
  const logflow = { ...mappings._meta.logflow, fields: fieldsDigest(fields) };
  return { ...source, mappings: { ...mappings, _meta: { logflow } } };
}

function ecsName(pipeline: string): string {
  return `${pipeline}-ecs`;
}

function sourceOf({ revision, fields, optional = [] }: Format, name: string): TemplateSource {
  const source = fields ? madeSource(name, revision, fields, article) : written[name];
  if (!source) throw new Error(`pipeline ${name} has no template`);
  return { ...source, optional };
}
