import { Flags } from '@oclif/core';
import { installDashboards } from '../../app/dashboards/install.ts';
import { dashboardsOptions } from '../../app/dashboards/options.ts';
import { consistentSignIn } from '../../app/settings/load.ts';
import { LogflowCommand } from '../../cli/base-command.ts';
import { commonFlags, settingFlags } from '../../cli/setting-flags.ts';

const helpGroup = 'DASHBOARDS';

export default class DashboardsInstall extends LogflowCommand {
  static override summary =
    'Put index pattern and dashboard of the flow logs into OpenSearch Dashboards or Kibana';
  static override description =
    `An index pattern for the indices of --index with the time field @timestamp, and a dashboard: accepted and rejected flows over
time, top talkers, destination ports, a map, bytes by subnet. Which server it is, and so which kind of map, its status says.
Users are those of the cluster: the same flags and variables sign in to both. What is there with other content is shown, and stays
unless --overwrite and a yes say otherwise. Doing it again does nothing.

Exit codes: 0 all as it should be, 1 something is to do (--dry-run), differs, was refused or failed, 2 usage or configuration,
130 interrupted.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --dashboards-url http://127.0.0.1:5601',
    '<%= config.bin %> <%= command.id %> --dashboards-url https://search.example.com/_dashboards --username admin --dry-run',
    '<%= config.bin %> <%= command.id %> --dashboards-url https://kibana.example.com --space network --overwrite --yes --json',
    '<%= config.bin %> <%= command.id %> --index flows-{yyyy}-{MM}-{dd} --export flows.ndjson',
  ];
  static override flags = {
    'dashboards-url': Flags.string({
      summary: 'OpenSearch Dashboards or Kibana, with its base path (`/_dashboards` on Amazon)',
      env: 'LOGFLOW_DASHBOARDS_URL',
      helpValue: 'URL',
      helpGroup,
    }),
    space: Flags.string({
      summary: "Space of Kibana, tenant of OpenSearch Dashboards (default: the server's)",
      env: 'LOGFLOW_SPACE',
      helpValue: 'NAME',
      helpGroup,
    }),
    overwrite: Flags.boolean({
      summary: 'Replace objects that are there with other content, after a question',
      env: 'LOGFLOW_OVERWRITE',
      helpGroup,
    }),
    yes: Flags.boolean({
      summary: 'Do not ask; needed with --overwrite where nobody can be asked',
      env: 'LOGFLOW_YES',
      helpGroup,
    }),
    'dry-run': Flags.boolean({
      summary: 'Show what would be done; change nothing. Exit code 1 when something is to do',
      env: 'LOGFLOW_DRY_RUN',
      helpGroup,
    }),
    export: Flags.string({
      summary: 'Write the objects to a file (- for standard output) to import by hand; install nothing',
      env: 'LOGFLOW_DASHBOARDS_EXPORT',
      helpValue: 'FILE|-',
      helpGroup,
    }),
    ...settingFlags('username', 'password', 'api-key', 'bearer-token', 'sigv4', 'ca', 'request-timeout'),
    ...settingFlags('region', 'index', 'data-stream'),
    ...commonFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(DashboardsInstall);
    const options = dashboardsOptions(flags);
    await this.carryOut(flags, [consistentSignIn], (settings, io) =>
      installDashboards(settings, options, io),
    );
  }
}
