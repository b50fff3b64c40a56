import { below, eventsFormat } from './events.ts';
import type { Format } from './format.ts';

/**
 * `<prefix>/AWSLogs/[O-ID/]ACCOUNT/KIND/REGION/YYYY/MM/DD/ACCOUNT_KIND_REGION_TIME_UNIQUE.json.gz`, or a file of that name
 * anywhere. Sources: "Finding your CloudTrail log files", "CloudTrail digest file structure", CloudTrail User Guide.
 */
export function trailFile(kind: string): string {
  return `(?:^|/)(?:AWSLogs/(?:[^/]+/)*${kind}/(?:[^/]+/)*[^/]+|[0-9]{12}_${kind}_[^/]+)\\.json(?:\\.gz)?$`;
}

/** The members of a file's list `Records`. */
export const trailBegins = '\\{\\s*"Records"\\s*:\\s*\\[';

const identity = `
  ${below('userIdentity', 'type principalId arn accountId accessKeyId userName invokedBy identityProvider credentialId')}
  ${below('userIdentity.onBehalfOf', 'userId identityStoreArn')}
  ${below('userIdentity.sessionContext', 'sourceIdentity ec2RoleDelivery assumedRoot')}
  ${below('userIdentity.sessionContext.attributes', 'mfaAuthenticated')}
  ${below('userIdentity.sessionContext.sessionIssuer', 'type principalId arn accountId userName')}`;

/**
 * Management, data and network activity events. `requestParameters` and the like have names and types that each API chooses:
 * they are the text of their JSON, which is one field whose words are found. `sourceIPAddress` may be the name of a service;
 * where it is an address, `sourceIP` has it.
 * Source: "CloudTrail record contents for management, data, and network activity events", CloudTrail User Guide.
 */
export const cloudTrail: Format = eventsFormat({
  name: 'cloudtrail',
  revision: 1,
  claims: trailFile('CloudTrail'),
  begins: trailBegins,
  envelope: 'records',
  time: ['eventTime'],
  steps: [{ kind: 'address', from: 'sourceIPAddress', to: 'sourceIP' }],
  fields: {
    keyword: `
      ${identity}
      eventVersion eventSource eventName awsRegion sourceIPAddress userAgent errorCode requestID eventID eventType
      apiVersion recipientAccountId sharedEventID vpcEndpointId vpcEndpointAccountId eventCategory
      sessionCredentialFromConsole
      ${below('resources', 'ARN accountId type')}
      ${below('tlsDetails', 'tlsVersion cipherSuite clientProvidedHostHeader keyExchange')}
      ${below('addendum', 'reason originalRequestID originalEventID')}`,
    date: 'eventTime userIdentity.sessionContext.attributes.creationDate',
    ip: 'sourceIP',
    boolean: 'readOnly managementEvent',
    text: `
      errorMessage requestParameters responseElements additionalEventData serviceEventDetails edgeDeviceDetails
      eventContext addendum.updatedFields userIdentity.sessionContext.webIdFederationData`,
  },
});
