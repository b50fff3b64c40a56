import { below, eventsFormat } from './events.ts';
import type { Format } from './format.ts';

/**
 * Exported findings. Their kinds differ and grow: what many have is mapped; the rest of the resource and of the evidence is the
 * text of its JSON.
 * Sources: "Exporting findings to Amazon S3", "Finding details", Amazon GuardDuty User Guide; "Finding", its API Reference.
 */
export const guardDuty: Format = eventsFormat({
  name: 'guardduty',
  revision: 1,
  claims: '(?:^|/)AWSLogs/(?:[^/]+/)*GuardDuty/(?:[^/]+/)*[^/]+\\.jsonl(?:\\.gz)?$',
  begins: '\\{\\s*"schemaVersion"\\s*:\\s*"[0-9.]+"\\s*,\\s*"accountId"',
  time: ['updatedAt', 'createdAt'],
  // `type` holds the pipeline's name.
  steps: [{ kind: 'rename', from: 'type', to: 'type2' }],
  fields: {
    keyword: `
      schemaVersion accountId region partition id arn type2
      ${below('resource', 'resourceType')}
      ${below('resource.accessKeyDetails', 'accessKeyId principalId userName userType')}
      ${below('resource.instanceDetails', 'instanceId instanceType imageId availabilityZone instanceState platform')}
      ${below('resource.s3BucketDetails', 'name arn type')}
      ${below('resource.eksClusterDetails', 'name arn status vpcId')}
      ${below('resource.lambdaDetails', 'functionName functionArn')}
      ${below('service', 'serviceName detectorId resourceRole featureName')}
      ${below('service.action', 'actionType')}
      ${below('service.action.awsApiCallAction', 'api callerType serviceName errorCode userAgent')}
      ${below('service.action.awsApiCallAction', 'remoteIpDetails.country.countryName remoteIpDetails.city.cityName')}
      ${below('service.action.awsApiCallAction', 'remoteIpDetails.organization.asn remoteIpDetails.organization.asnOrg')}
      ${below('service.action.networkConnectionAction', 'connectionDirection protocol')}
      ${below('service.action.networkConnectionAction', 'remoteIpDetails.country.countryName remoteIpDetails.city.cityName')}
      ${below('service.action.networkConnectionAction', 'remoteIpDetails.organization.asn remoteIpDetails.organization.asnOrg')}
      ${below('service.action.networkConnectionAction', 'remotePortDetails.portName localPortDetails.portName')}
      ${below('service.action.dnsRequestAction', 'domain protocol')}`,
    ip: `
      service.action.awsApiCallAction.remoteIpDetails.ipAddressV4
      ${below('service.action.networkConnectionAction', 'remoteIpDetails.ipAddressV4 localIpDetails.ipAddressV4')}`,
    date: 'createdAt updatedAt service.eventFirstSeen service.eventLastSeen',
    long: `
      service.count
      ${below('service.action.networkConnectionAction', 'remotePortDetails.port localPortDetails.port')}`,
    double: 'severity confidence',
    boolean: `
      service.archived service.action.networkConnectionAction.blocked service.action.dnsRequestAction.blocked`,
    text: `
      title description service.additionalInfo service.evidence service.detection service.runtimeDetails
      service.userFeedback service.action.portProbeAction service.action.kubernetesApiCallAction
      service.action.rdsLoginAttemptAction resource.kubernetesDetails resource.containerDetails
      resource.instanceDetails.networkInterfaces resource.instanceDetails.tags`,
  },
});
