import { geoVintage } from '../../geo-vintage.ts';
import { type Check, check, failure, ok, warning } from '../check.ts';

/** The oldest Node that logflow runs on; bin/run.js refuses older ones when it is started by them. */
const oldestNode = 24;
/** Days after which places of addresses have moved enough to mind. */
const oldGeo = 365;

/** What this machine brings. `now`: ms since the epoch. */
export function machineChecks(now: () => number): readonly Check[] {
  return [
    check({ id: 'node', title: 'Node.js', run: () => judgeNode(process.versions.node) }),
    check({ id: 'geo', title: 'geo data', run: async () => judgeGeo(await geoVintage(), now()) }),
  ];
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
