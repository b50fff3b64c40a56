import { always, never, type Rules, secret, to } from '../answer.ts';

/** Settings of all of Logstash's plugins for AWS. Source: "AWS integration plugin", Logstash Reference. */
export const awsRules: Rules = {
  region: to('region'),
  access_key_id: secret('AWS_ACCESS_KEY_ID'),
  secret_access_key: secret('AWS_SECRET_ACCESS_KEY'),
  session_token: secret('AWS_SESSION_TOKEN'),
  proxy_uri: secret('HTTPS_PROXY'),
  use_ssl: always('AWS is spoken to by HTTPS; s3-endpoint says otherwise'),
  use_aws_bundled_ca: always('Node’s own certificates are used, and NODE_EXTRA_CA_CERTS'),
  aws_credentials_file: never('name a profile of ~/.aws in AWS_PROFILE instead'),
  endpoint: to('s3-endpoint'),
};
