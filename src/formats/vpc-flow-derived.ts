import type { DerivedFields } from '../parse/definition.ts';

/**
 * The ends of the packets where the log has them: those are the addresses that a sensor sees, while `srcaddr` and `dstaddr` may be
 * those of the interface. Source: "Flow log records", Amazon VPC User Guide.
 */
const ends = [
  ['pkt-srcaddr', 'pkt-dstaddr'],
  ['srcaddr', 'dstaddr'],
] as const;

/** What is made of several fields, asked for by `--enrich`. */
export const flowDerived: readonly DerivedFields[] = [
  { asked: 'direction', from: ends, targets: ['src_scope', 'dst_scope', 'network_direction'] },
  {
    asked: 'community-id',
    from: ends.map((pair) => [...pair, 'protocol', 'srcport', 'dstport']),
    targets: ['community_id'],
  },
];
