import type { Rule } from './load.ts';
import { flag } from './units.ts';

/** A directory takes rejects for good only when somebody says that it stays (R21). */
export const durableRejects: Rule = ({ rejects, 'rejects-durable': durable }) => {
  if (!String(rejects).startsWith('dir:') || flag().safeParse(durable).data) return [];
  const what = `is this machine's own, as far as logflow knows: add --rejects-durable when it outlives the machine or container, or use s3://BUCKET/PREFIX`;
  return [{ where: `--rejects ${rejects}`, what }];
};

/** `rejects list` and `rejects replay` need a store to look into. */
export const needsRejects: Rule = ({ rejects, node }) => {
  const where = '--rejects (LOGFLOW_REJECTS)';
  if (rejects === undefined) {
    return [
      { where, what: 'is needed: the s3://BUCKET/PREFIX, index:NAME or dir:PATH that `consume` was given' },
    ];
  }
  if (!String(rejects).startsWith('index:') || node !== undefined) return [];
  return [{ where: '--node (LOGFLOW_NODE)', what: 'is needed: the cluster in which that index is' }];
};
