import { albAccess } from './alb.ts';
import { albConnections } from './alb-connections.ts';
import { albHealth } from './alb-health.ts';
import { clbAccess } from './clb.ts';
import { cloudFront } from './cloudfront.ts';
import { cloudFrontJson } from './cloudfront-json.ts';
import { cloudTrail } from './cloudtrail.ts';
import { cloudTrailDigest } from './cloudtrail-digest.ts';
import { cloudTrailInsight } from './cloudtrail-insight.ts';
import type { Format } from './format.ts';
import { globalAccelerator } from './global-accelerator.ts';
import { guardDuty } from './guardduty.ts';
import { networkFirewall } from './network-firewall.ts';
import { nlbAccess } from './nlb.ts';
import { route53Resolver } from './route53-resolver.ts';
import { s3Access } from './s3-access.ts';
import { vpcFlow } from './vpc-flow.ts';
import { flowDerived } from './vpc-flow-derived.ts';
import { vpcFlowEcs } from './vpc-flow-ecs.ts';
import { laterFields } from './vpc-flow-fields.ts';
import { flowNames } from './vpc-flow-names.ts';
import { vpcLattice } from './vpc-lattice.ts';
import { waf } from './waf.ts';

/** The pipeline of the article: what settings such as `--index` are about, and what a file is taken for that nobody knows. */
export const flowLogs: Format = {
  ...{ definition: vpcFlow, revision: 4, names: flowNames, derived: flowDerived, ecs: vpcFlowEcs },
  optional: [
    ...laterFields,
    ...flowNames.map(({ target }) => target),
    ...flowDerived.flatMap(({ targets }) => targets),
    // Of places, those that geoip-lite has none of.
    ...['src_geoip', 'dst_geoip'].flatMap((place) => [`${place}.asn`, `${place}.as_org`]),
  ],
};

/** What is built in. The first whose `claims` match an object's key takes it. */
export const formats: readonly Format[] = [
  flowLogs,
  albAccess,
  albConnections,
  albHealth,
  nlbAccess,
  clbAccess,
  cloudFront,
  cloudFrontJson,
  s3Access,
  globalAccelerator,
  cloudTrail,
  cloudTrailInsight,
  cloudTrailDigest,
  waf,
  route53Resolver,
  guardDuty,
  networkFirewall,
  vpcLattice,
];

export const pipelineNames: readonly string[] = formats.map(({ definition }) => definition.name);
