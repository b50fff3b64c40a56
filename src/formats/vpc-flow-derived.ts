import type { DerivedFields } from '../parse/enrichments.ts';

/**
 * The ends of the packets where the log has them: those are the addresses that a sensor sees, while `srcaddr` and `dstaddr` may be
 * those of the interface. Source: "Flow log records", Amazon VPC User Guide.
 */
export const flowEnds: DerivedFields['from'] = [
  ['pkt-srcaddr', 'pkt-dstaddr'],
  ['srcaddr', 'dstaddr'],
];
/** And what a Community ID is made of besides. */
export const flowTuples: DerivedFields['from'] = flowEnds.map((pair) => [
  ...pair,
  'protocol',
  'srcport',
  'dstport',
]);

/** What is made of several fields, asked for by `--enrich`. */
export const flowDerived: readonly DerivedFields[] = [
  { asked: 'direction', from: flowEnds, targets: ['src_scope', 'dst_scope', 'network_direction'] },
  {
    asked: 'community-id',
    from: flowTuples,
    targets: ['community_id'],
  },
];
