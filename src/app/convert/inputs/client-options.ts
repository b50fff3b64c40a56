import { type Answer, converted, type Job, notNeeded, set, unmapped } from '../answer.ts';
import type { Entry, Value } from '../language/ast.ts';
import { textOf, truthOf } from '../values.ts';

/** Options of the Ruby client that do no more than logflow's client does. Source: Aws::S3::Client, AWS SDK for Ruby v3. */
const idle: Readonly<Record<string, string>> = {
  endpoint_discovery: 'endpoint_discovery: S3 has nothing to discover; VPC endpoints need no setting',
  retry_limit: 'retry_limit: docs/failures.md says what is tried again',
  retry_mode: 'retry_mode: docs/failures.md says what is tried again',
  max_attempts: 'max_attempts: docs/failures.md says what is tried again',
  http_open_timeout: 'http_open_timeout: see read-timeout',
  http_idle_timeout: 'http_idle_timeout: see read-timeout',
  compute_checksums: 'compute_checksums: nothing is uploaded',
  follow_redirects: 'follow_redirects: buckets are followed to their region',
  log_level: 'log_level: see log-level',
};

/** `s3_default_options`, `additional_settings`: each option, and the worst answer for all. */
export function clientOptions(value: Value, job: Job): Answer {
  if (value.kind !== 'hash') return unmapped('is no hash');
  const answers = value.entries.map((entry) => option(entry, job));
  const of = (outcome: Answer['outcome']) => answers.filter((one) => one.outcome === outcome);
  const worst = [of('unmapped'), of('converted'), of('not-needed')].find((some) => some.length > 0);
  return worst?.[0] ? { ...worst[0], why: worst.map(({ why }) => why).join('; ') } : notNeeded('is empty');
}

function option({ name, value }: Entry, { draft }: Job): Answer {
  const text = textOf(value);
  const [truth] = [truthOf(value)];
  if (Object.hasOwn(idle, name)) return notNeeded(idle[name] ?? name);
  switch (name) {
    case 'endpoint':
      return set(draft, 's3-endpoint', text);
    case 'region':
      return notNeeded('region: buckets are followed to theirs');
    case 'force_path_style':
      return truth === undefined
        ? unmapped(`${name} is neither true nor false`)
        : set(draft, 'path-style', truth);
    case 'http_read_timeout':
      return set(draft, 'read-timeout', text);
    case 'ssl_ca_bundle':
      return unmapped('ssl_ca_bundle: name the file in NODE_EXTRA_CA_CERTS');
    case 'http_proxy':
    case 'access_key_id':
    case 'secret_access_key':
    case 'session_token': {
      const variable = name === 'http_proxy' ? 'HTTPS_PROXY' : `AWS_${name.toUpperCase()}`;
      draft.need(variable, text);
      return converted(`variable ${variable}`);
    }
    default:
      if (truth === false) return notNeeded(`${name}: is off`);
      return unmapped(`${name}: logflow’s client has no such option`);
  }
}
