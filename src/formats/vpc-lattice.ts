import { eventsFormat } from './events.ts';
import type { Format } from './format.ts';

/**
 * Access logs of services, and those of resource configurations (`…Resource…`), which have a time per connection.
 * `sourceIpPort` stays whole, and `sourceIp` is its address.
 * Source: "Access logs for Amazon VPC Lattice", Amazon VPC Lattice User Guide.
 */
export const vpcLattice: Format = eventsFormat({
  name: 'vpclattice',
  revision: 1,
  claims:
    '(?:^|/)(?:AWSLogs/(?:[^/]+/)*(?:vpclattice|VPCLattice|VpcLattice|vpc-lattice)[^/]*/(?:[^/]+/)*[^/]+|[^/]*_(?:VPCLattice|VpcLattice)(?:Resource)?AccessLogs_[^/]+)\\.(?:json|log)(?:\\.gz)?$',
  time: ['startTime', 'eventTimestamp'],
  absent: '-',
  steps: [
    { kind: 'address', from: 'sourceIpPort', to: 'sourceIp' },
    { kind: 'address', from: 'targetIpPort', to: 'targetIp' },
  ],
  fields: {
    keyword: `
      serviceNetworkArn resolvedUser listenerType listenerId authDeniedReason targetGroupArn sourceVpcArn
      destinationVpcId sourceIpPort targetIpPort failureReason serviceArn sourceVpcId requestMethod requestPath protocol
      userAgent hostHeader serverNameIndication sslCipher tlsVersion callerPrincipal callerPrincipalOrgID
      callerX509IssuerOU callerX509SubjectCN callerX509SANNameCN callerX509SANDNS callerX509SANURI authPolicy
      resourceConfigurationArn resourceGatewayArn resourceGatewayId resourceProtocol resourceId destinationType
      sourceIpAddress destinationIpAddress gatewayIpPort resourceIpPort`,
    date: 'startTime eventTimestamp connectionStartTime connectionEndTime',
    ip: 'sourceIp targetIp',
    long: `
      responseCode bytesReceived bytesSent duration requestToTargetDuration responseFromTargetDuration
      grpcResponseCode sourcePort destinationPort`,
  },
});
