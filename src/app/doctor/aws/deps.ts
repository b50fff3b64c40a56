import type { Clients } from '../../../source/bucket-region.ts';
import type { Settings } from '../../settings/settings.ts';
import type { SetupSection } from '../../settings/setup.ts';
import type { SetupClients } from '../../setup/clients.ts';
import type { AskAws } from '../aws-call.ts';
import type { Heard } from '../heard.ts';

/** What the checks of AWS ask with. */
export interface AwsDeps {
  readonly settings: Settings;
  readonly clients: Pick<SetupClients, 'sts' | 'sns' | 'sqs' | 'events'>;
  /** As `consume` reads buckets. */
  readonly s3: Clients;
  readonly ask: AskAws;
  readonly heard: Heard;
  /** Where the logs are, if it was said. */
  readonly prefix: { readonly bucket: string; readonly prefix: string } | undefined;
  /** The section `setup` of the file, if it has one: what is meant to be there. */
  readonly section: SetupSection | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}
