import type { z } from 'zod';
import type { WhenInput } from '../settings/own/condition.ts';
import { pipelineFields } from '../settings/own/pipeline.ts';
import { step } from '../settings/own/step.ts';

export type StepDraft = Readonly<Record<string, unknown>>;
type FieldType = 'place' | 'long' | 'double' | 'boolean' | 'date';

/** A pipeline of the user's own as far as it is known. Whatever gets in was checked by the schema of the settings. */
export class OwnDraft {
  readonly name: string;
  readonly match: { readonly bucket?: string; readonly key: string };
  parse: StepDraft | undefined;
  readonly steps: StepDraft[] = [];
  readonly #tags: string[] = [];
  readonly #fields: Record<string, FieldType> = {};
  index: string | undefined;
  id: string | undefined;
  /** Whether the line is written as `message`. */
  message = true;

  constructor(name: string, match: OwnDraft['match']) {
    this.name = name;
    this.match = match;
  }

  /** Takes a step, or says why the schema does not. */
  add(action: StepDraft, whens: readonly WhenInput[] = []): string | undefined {
    const when = allOf(whens);
    const made = { ...action, ...(when && { when }) };
    const mistake = mistakeOf(step, made);
    if (mistake === undefined) this.steps.push(made);
    return mistake;
  }

  setParse(parse: StepDraft): string | undefined {
    const mistake = mistakeOf(pipelineFields.parse, parse);
    if (mistake === undefined) this.parse = parse;
    return mistake;
  }

  setIndex(index: string): string | undefined {
    const mistake = mistakeOf(pipelineFields.index, index);
    if (mistake !== undefined) return `index ${mistake}`;
    if (this.index !== undefined && this.index !== index) return 'a pipeline has one index';
    this.index = index;
    return undefined;
  }

  tag(tags: readonly string[]): void {
    for (const tag of tags) if (tag !== this.name && !this.#tags.includes(tag)) this.#tags.push(tag);
  }

  type(field: string, type: FieldType): void {
    this.#fields[field] = type;
  }

  get hasTime(): boolean {
    return this.steps.some(
      ({ time }) => ((time as { to?: string } | undefined)?.to ?? '@timestamp') === '@timestamp' && !!time,
    );
  }

  values(): Readonly<Record<string, unknown>> {
    const { name, match, parse = { dissect: '%{message}' }, steps, index, id, message } = this;
    return {
      ...{ name, match, parse, steps },
      ...(index !== undefined && index !== `${name}-{yyyy}-{MM}-{dd}` && { index }),
      ...(id !== undefined && { id }),
      ...(this.#tags.length > 0 && { tags: this.#tags }),
      ...(Object.keys(this.#fields).length > 0 && { fields: this.#fields }),
      ...(!message && { message }),
    };
  }
}

function allOf(whens: readonly WhenInput[]): WhenInput | undefined {
  return whens.length > 1 ? { all: whens } : whens[0];
}

function mistakeOf(schema: z.ZodType, value: unknown): string | undefined {
  const issue = schema.safeParse(value).error?.issues[0];
  if (!issue) return undefined;
  const where = issue.path.filter((part) => typeof part === 'string').join('.');
  return where === '' ? issue.message : `${where} ${issue.message}`;
}
