import { loadMmdbFiles } from '../../../parse/geo-data.ts';
import { geoVintage } from '../../geo-vintage.ts';
import { type Check, check, failure, ok, warning } from '../check.ts';

/** The oldest Node that logflow runs on; bin/run.js refuses older ones when it is started by them. */
const oldestNode = 24;
/** Days after which places of addresses have moved enough to mind. */
const oldGeo = 365;

/** What this machine brings. `databases`: what `geo-database` names. `now`: ms since the epoch. */
export function machineChecks(databases: readonly string[], now: () => number): readonly Check[] {
  return [
    check({ id: 'node', title: 'Node.js', run: () => judgeNode(process.versions.node) }),
    check({ id: 'geo', title: 'geo data', run: async () => judgeGeo(await geoVintage(), now()) }),
    ...(databases.length > 0 ? [databaseCheck(databases, now)] : []),
  ];
}

function databaseCheck(paths: readonly string[], now: () => number): Check {
  return check({
    id: 'geo-database',
    title: 'MaxMind databases',
    run: async () => {
      const files = await loadMmdbFiles(paths);
      return judgeDatabases(
        files.map(({ title }) => title),
        now(),
      );
    },
  });
}

/** `titles`: `GeoLite2-City of 2026-11-20`. */
export function judgeDatabases(titles: readonly string[], now: number) {
  const ages = titles.map((title) => Math.floor((now - Date.parse(title.slice(-10))) / 86_400_000));
  const oldest = Math.max(...ages);
  const says = titles.join(', ');
  // An age that is no number is of a file that does not say when it was built.
  if (!(oldest > oldGeo)) return ok(says);
  return warning({
    code: 'LF_GEO_OLD',
    message: `${says}: the oldest was built ${oldest} days ago, and addresses have moved since`,
    hint: 'Put newer files in their place, and start what runs with them again.',
  });
}

/** Odd versions end after half a year, and get no security fixes then. */
export function judgeNode(version: string) {
  const major = Number(version.split('.')[0]);
  if (major >= oldestNode && major % 2 === 0) return ok(version);
  return warning({
    code: 'LF_NODE_VERSION',
    message: `Node.js ${version} is no release with long-term support that logflow is made for`,
    hint: `Use Node.js ${oldestNode} or a later even version.`,
  });
}

/** `vintage`: as `logflow --version` tells it. */
export function judgeGeo(vintage: string, now: number) {
  const date = /(\d{4}-\d{2}-\d{2})$/.exec(vintage)?.[1];
  if (date === undefined) {
    return failure({
      code: 'LF_GEO_DATABASE',
      message: `the geo data cannot be found (${vintage}): nothing can be read without it`,
      hint: 'Install logflow again, or mend GEODATADIR.',
    });
  }
  const days = Math.floor((now - Date.parse(date)) / 86_400_000);
  if (days <= oldGeo) return ok(vintage.replace(/^geo data /, ''));
  return warning({
    code: 'LF_GEO_OLD',
    message: `${vintage}, ${days} days ago: addresses have moved since`,
    hint: 'Upgrade logflow, or set GEODATADIR to a folder with newer files of geoip-lite.',
  });
}
