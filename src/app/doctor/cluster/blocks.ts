import type { Problem } from '../../../model/errors.ts';
import { plural } from '../../../model/format.ts';
import { asRecord } from '../../template/mapping.ts';
import { inTime } from '../../template/templates.ts';
import { type Check, check, skipped, warning, worst } from '../check.ts';
import { askCluster } from './ask.ts';
import type { ClusterDeps } from './deps.ts';

/** What keeps the cluster, or an index, from taking documents. */
export function blockChecks({ settings }: ClusterDeps): readonly Check[] {
  return [
    check({
      id: 'cluster-blocks',
      title: 'cluster blocks',
      needs: ['cluster'],
      gives: ['clusterSettings'],
      async run({ cluster: { client } }, signal) {
        const path = '/_cluster/settings?include_defaults=true&flat_settings=true';
        const asked = await askCluster({ client, path, right: 'cluster:monitor/settings' }, signal);
        if (asked.kind === 'denied') return warning(asked.problem);
        if (asked.kind === 'unknown') return skipped('this cluster does not tell its settings');
        const { defaults, persistent, transient } = asRecord(asked.body);
        const flat = { ...asRecord(defaults), ...asRecord(persistent), ...asRecord(transient) };
        const clusterSettings = Object.fromEntries(
          Object.entries(flat).map(([name, value]) => [name, String(value)]),
        );
        const set = clusterBlocks.filter((name) => clusterSettings[name] === 'true');
        return worst({ failures: set.map(clusterBlocked) }, 'none', { clusterSettings });
      },
    }),
    check({
      id: 'index-blocks',
      title: 'index blocks',
      needs: ['cluster'],
      async run({ cluster: { client } }, signal) {
        const failures: Problem[] = [];
        const { first, later } = inTime(settings);
        for (const { pattern } of [...first, ...later]) {
          const path = `/${encodeURIComponent(pattern)}/_settings?flat_settings=true`;
          const asked = await askCluster({ client, path, right: 'indices:monitor/settings/get' }, signal);
          // Nobody need see the indices of logs that are not used.
          if (asked.kind === 'denied' && first.some((template) => template.pattern === pattern)) {
            return warning(asked.problem);
          }
          if (asked.kind === 'answer') failures.push(...indexBlocks(asRecord(asked.body)));
        }
        return worst({ failures }, 'none');
      },
    }),
  ];
}

const clusterBlocks = [
  'cluster.blocks.read_only',
  'cluster.blocks.read_only_allow_delete',
  'cluster.blocks.create_index',
] as const;

/** Of indices by name. Old ones are made read-only on purpose, by lifecycle policies; the newest is written to. */
export function indexBlocks(indices: Readonly<Record<string, unknown>>): Problem[] {
  const names = Object.keys(indices).toSorted();
  const has = (name: string, block: string) =>
    String(asRecord(asRecord(indices[name]).settings)[`index.blocks.${block}`]) === 'true';
  const flooded = names.filter((name) => has(name, 'read_only_allow_delete'));
  const newest = names.at(-1) ?? '';
  const closed = ['read_only', 'write'].find((block) => has(newest, block));
  return [
    ...(flooded.length > 0 ? [floodStage(flooded)] : []),
    ...(closed === undefined ? [] : [writeBlock(newest, closed)]),
  ];
}

function clusterBlocked(name: string): Problem {
  return {
    code: 'LF_CLUSTER_BLOCKED',
    message: `${name} is set: the cluster ${name.endsWith('create_index') ? 'makes no new index' : 'takes no documents'}`,
    hint: `Find out who set it and why (a full disk?), then PUT _cluster/settings {"persistent":{"${name}":null},"transient":{"${name}":null}}.`,
  };
}

function floodStage(names: readonly string[]): Problem {
  const more = names.length > 1 ? ` and ${plural(names.length - 1, 'other')}` : '';
  return {
    code: 'LF_INDEX_FLOOD_STAGE',
    message: `${names[0]}${more}: index.blocks.read_only_allow_delete is set, as when a disk passed the flood-stage watermark: documents are refused`,
    hint: 'Make room on the disks; where the block does not go by itself then, PUT INDEX/_settings {"index.blocks.read_only_allow_delete":null}.',
  };
}

function writeBlock(name: string, block: string): Problem {
  return {
    code: 'LF_INDEX_BLOCKED',
    message: `${name}, the newest index, has index.blocks.${block}: documents are refused`,
    hint: `Find out who set it, then PUT ${name}/_settings {"index.blocks.${block}":null}.`,
  };
}
