import { Args, Flags } from '@oclif/core';
import { showTemplate, type TemplateForm, templateForms } from '../../app/template/show.ts';
import { LogflowCommand } from '../../cli/base-command.ts';
import { commonFlags, settingFlags } from '../../cli/setting-flags.ts';
import { templateFlagNames } from '../../cli/template-flags.ts';

export default class TemplateShow extends LogflowCommand {
  static override summary = 'Print a built-in template, as it is sent to the cluster';
  static override description =
    `The body of \`PUT _index_template/NAME\` (composable) or \`PUT _template/NAME\` (legacy), made from one source, or with --delete-after
that of the policy (ilm, ism). No cluster is asked. On a cluster with ILM, the template also names its policy.
Printed to a file and changed there, it can be put with \`template push FILE\`.`;
  static override usage = '<%= command.id %> PIPELINE [FLAGS]';
  static override examples = [
    '<%= config.bin %> <%= command.id %> vpcflowlogs',
    '<%= config.bin %> <%= command.id %> vpcflowlogs --form legacy | curl -X PUT http://127.0.0.1:9200/_template/vpcflowlogs -H content-type:application/json -d @-',
    '<%= config.bin %> <%= command.id %> vpcflowlogs --form ism --delete-after 90d',
  ];
  static override args = {
    // A piped stdin is not the argument (R35).
    pipeline: Args.string({ description: 'Pipeline, as `list` names it', required: true, ignoreStdin: true }),
  };
  static override flags = {
    form: Flags.string({
      summary: 'Which form',
      options: [...templateForms],
      default: 'composable',
      env: 'LOGFLOW_FORM',
      helpGroup: 'RUN',
    }),
    ...settingFlags(...templateFlagNames),
    ...commonFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(TemplateShow);
    const form = flags.form as TemplateForm;
    await this.carryOut(flags, [], async (settings) => showTemplate(settings, args.pipeline, form));
  }
}
