import { answerAll, type Job } from '../answer.ts';
import type { Config, Plugin } from '../language/ast.ts';
import { s3MoveRules, s3Rules, s3Sources } from './s3.ts';
import { s3SnsSqsLater, s3SnsSqsRules, s3SnsSqsSources } from './s3-sns-sqs.ts';
import { later, type Source } from './source.ts';

/** Where events come from: the settings of inputs go to the draft, and what they read comes back. */
export function readInputs(configs: readonly Config[], job: Job): Source[] {
  const sections = configs.flatMap(({ sections }) => sections.filter(({ kind }) => kind === 'input'));
  return sections.flatMap(({ items }) =>
    items.flatMap((item) => (item.kind === 'plugin' ? readInput(item, job) : [])),
  );
}

function readInput(plugin: Plugin, job: Job): Source[] {
  const without = (names: ReadonlySet<string>) => ({
    ...plugin,
    settings: plugin.settings.filter(({ name }) => !later.has(name) && !names.has(name)),
  });
  switch (plugin.name) {
    case 's3snssqs':
      answerAll(without(s3SnsSqsLater), s3SnsSqsRules, job);
      return s3SnsSqsSources(plugin, job);
    case 's3': {
      const isMove = plugin.settings.some(({ name }) => name.startsWith('backup_'));
      answerAll(without(new Set(['role_arn'])), isMove ? s3MoveRules : s3Rules, job);
      return s3Sources(plugin, job);
    }
    default: {
      const why = `logflow reads S3, not ${plugin.name}: its inputs are s3snssqs and s3`;
      for (const unit of plugin.settings.length > 0 ? plugin.settings : [plugin])
        job.ledger.unmapped(unit, why);
      return [];
    }
  }
}
