import { never } from '../../model/errors.ts';
import { usageError } from '../object-uri.ts';
import type { Result } from '../result.ts';
import type { Settings } from '../settings/settings.ts';
import { policyOf } from './lifecycle.ts';
import { templatesOf } from './subject.ts';
import { type IndexTemplate, templateBody } from './target.ts';

export const templateForms = ['legacy', 'composable', 'both', 'ilm', 'ism'] as const;
export type TemplateForm = (typeof templateForms)[number];

/** `logflow template show`: the body of the PUT, without asking any cluster. Throws `LF_USAGE` for a form that cannot be. */
export function showTemplate(settings: Settings, pipeline: string, form: TemplateForm): Result {
  const [template] = templatesOf(settings, pipeline);
  if (!template) throw new Error(`pipeline ${pipeline} has no template`);
  const body = bodyOf(template, form);
  const { name, pattern } = template;
  return {
    ok: true,
    json: { type: 'template', ok: true, pipeline, name, pattern, form, body },
    text: `${JSON.stringify(body, null, 2)}\n`,
  };
}

function bodyOf(template: IndexTemplate, form: TemplateForm): object {
  if (template.dataStream && (form === 'legacy' || form === 'both')) {
    throw usageError(
      'a data stream has no legacy template',
      'Use --form composable, or leave out --data-stream.',
    );
  }
  switch (form) {
    case 'legacy':
    case 'composable':
      return templateBody(template, form);
    case 'both':
      return {
        legacy: templateBody(template, 'legacy'),
        composable: templateBody(template, 'composable'),
      };
    case 'ilm':
    case 'ism':
      if (!template.lifecycle)
        throw usageError(`--form ${form} needs --delete-after`, 'As in --delete-after 90d.');
      return policyOf(form, template.lifecycle, template).body;
    default:
      return never(form);
  }
}
