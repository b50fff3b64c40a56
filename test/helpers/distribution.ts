import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from './cache.ts';
import { isOnPath, runTool } from './tool.ts';

/** A server as its makers put it into the Maven repository, and what differs when it is started. */
export interface Distribution {
  /** Maven coordinates of the zip. */
  readonly artifact: string;
  /** SHA-256 of the zip, hex. Kept here: repositories have been seen to serve the zip without a checksum beside it. */
  readonly sha256: string;
  /** The zip's only folder. */
  readonly folder: string;
  readonly settingsFile: string;
  /** What its system properties begin with. */
  readonly propertyPrefix: string;
  readonly mainClass: string;
}

export const distributions = {
  elasticsearch7: {
    artifact: 'org.elasticsearch.distribution.integ-test-zip:elasticsearch:7.1.1:zip',
    sha256: 'd748b487609c18caf30a0f479d093588118af3eb1670817292fd59f00b26ad40',
    folder: 'elasticsearch-7.1.1',
    settingsFile: 'elasticsearch.yml',
    propertyPrefix: 'es',
    mainClass: 'org.elasticsearch.bootstrap.Elasticsearch',
  },
  opensearch2: {
    artifact: 'org.opensearch.distribution.integ-test-zip:opensearch:2.19.6:zip',
    sha256: '71d6d8b1c637f3faecda0752b184b1cc526fc6eaad59ec1408c6327bb00b9293',
    folder: 'opensearch-2.19.6',
    settingsFile: 'opensearch.yml',
    propertyPrefix: 'opensearch',
    mainClass: 'org.opensearch.bootstrap.OpenSearch',
  },
} as const satisfies Record<string, Distribution>;

export type ClusterName = keyof typeof distributions;
export const clusterNames = Object.keys(distributions) as ClusterName[];

/** Why the clusters cannot run on this machine; undefined when they can. */
export async function whyNoClusters(): Promise<string | undefined> {
  if (!isOnPath('java')) return 'needs Java 17 on the PATH';
  const version = /version "(\d+)/.exec(await runTool('java', ['-version']))?.[1] ?? 'unknown';
  // 24 took the Security Manager away, without which both refuse to start.
  if (!(Number(version) >= 17 && Number(version) < 24)) return `needs Java 17 to 23, found ${version}`;
  if (process.getuid?.() === 0 && !isOnPath('setpriv')) return 'needs setpriv: the servers refuse to be root';
  return undefined;
}

export type Fetched =
  | { readonly kind: 'ready'; readonly home: string }
  | { readonly kind: 'missing'; readonly reason: string };

/** The unpacked distribution in the cache; fetched by Maven the first time. Read only: copy it to run it. */
export async function fetchDistribution(distribution: Distribution): Promise<Fetched> {
  try {
    return { kind: 'ready', home: await cached(distribution.folder, (into) => download(distribution, into)) };
  } catch (error) {
    return { kind: 'missing', reason: (error as Error).message };
  }
}

async function download({ artifact, sha256, folder }: Distribution, into: string): Promise<void> {
  if (!isOnPath('mvn')) throw new Error(`needs Maven (mvn) on the PATH to fetch ${folder}`);
  const copy = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy';
  // In the folder itself, so that no pom.xml of anybody is read.
  await runTool('mvn', ['-B', '-q', copy, `-Dartifact=${artifact}`, `-DoutputDirectory=${into}`], into);
  const zip = join(into, `${folder}.zip`);
  const found = createHash('sha256')
    .update(await readFile(zip))
    .digest('hex');
  if (found !== sha256) throw new Error(`${artifact}: SHA-256 is ${found}, not ${sha256}`);
  if (isOnPath('unzip')) await runTool('unzip', ['-q', zip], into);
  else await runTool('jar', ['xf', zip], into);
  await rm(zip);
  const unpacked = join(into, folder);
  for (const entry of await readdir(unpacked)) await rename(join(unpacked, entry), join(into, entry));
  await rm(unpacked, { recursive: true });
  // `jar` forgets who may be executed.
  for (const script of await readdir(join(into, 'bin'))) await chmod(join(into, 'bin', script), 0o755);
}
