import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Distribution } from './distribution.ts';
import { nobody, startServer } from './server-process.ts';
import { temporaryFolder } from './temp.ts';
import { runTool } from './tool.ts';

const bootTimeout = 180_000;

export interface ClusterProcess {
  readonly url: string;
  readonly pid: number;
  /** Resolves when the process and its folder are gone. */
  stop(): Promise<void>;
}

/** Quick to boot and small, for tests: it never lives long enough for the optimising compiler to pay. */
const testJavaOptions = ['-Xms512m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/**
 * Boots a one-node cluster on ports of 127.0.0.1 that the kernel picks; rejects with the end of its log.
 * `javaOptions`: heap, collector and compiler.
 */
export async function bootCluster(
  distribution: Distribution,
  cachedHome: string,
  javaOptions: readonly string[] = testJavaOptions,
): Promise<ClusterProcess> {
  const folder = temporaryFolder('logflow-cluster-');
  try {
    const home = join(folder.path, 'home');
    // A copy, although 30-60 MB: the home directory of root, and with it the cache, is closed to `nobody`,
    // and config, data and logs, which every server needs of its own, come along in their usual places.
    await cp(cachedHome, home, { recursive: true });
    await mkdir(join(folder.path, 'tmp'));
    await writeFile(join(home, 'config', distribution.settingsFile), settings);
    const asNobody = process.getuid?.() === 0;
    if (asNobody) await runTool('chown', ['-R', `${nobody}:${nobody}`, folder.path]);
    const args = [...javaOptions, ...javaArguments(distribution, home, join(folder.path, 'tmp'))];
    const server = await startServer('java', args, {
      env: { PATH: process.env.PATH ?? '' },
      cwd: home,
      asNobody,
    });
    const stop = async () => {
      await server.stop();
      await folder.remove();
    };
    try {
      const listening = /HttpServerTransport.*publish_address \{(127\.0\.0\.1:\d+)\}/;
      const url = `http://${(await server.log.waitFor(listening, bootTimeout))[1]}`;
      const health = await fetch(`${url}/_cluster/health?wait_for_status=yellow&timeout=60s`);
      if (!health.ok)
        throw new Error(`health answered ${health.status}. Its last words:\n${server.log.tail()}`);
      return { url, pid: server.pid, stop };
    } catch (error) {
      await stop();
      throw error;
    }
  } catch (error) {
    await folder.remove();
    throw new Error(`${distribution.folder} did not boot: ${(error as Error).message}`, { cause: error });
  }
}

const settings = `
# Without a name the node takes $HOSTNAME, and Elasticsearch 7.1 dies of a null pointer where that is not set.
node.name: logflow-test
network.host: 127.0.0.1
http.port: 0
transport.port: 0
discovery.type: single-node
# A full disk of the developer's is no reason to refuse documents.
cluster.routing.allocation.disk.threshold_enabled: false
`;

/** Java itself instead of bin/*: the scripts know nothing of Java 17 and would add flags that it refuses. */
function javaArguments(
  { propertyPrefix, mainClass }: Distribution,
  home: string,
  temporary: string,
): readonly string[] {
  const own = {
    'path.home': home,
    'path.conf': join(home, 'config'),
    'distribution.type': 'zip',
    'distribution.flavor': 'oss',
    bundled_jdk: 'false',
  };
  return [
    // Its file would go to /tmp/hsperfdata_USER, whatever java.io.tmpdir says.
    '-XX:-UsePerfData',
    `-Djava.io.tmpdir=${temporary}`,
    '-Djava.security.manager=allow',
    '-Dfile.encoding=UTF-8',
    '-Dlog4j2.disable.jmx=true',
    '-Djna.nosys=true',
    '-Dio.netty.noUnsafe=true',
    ...Object.entries(own).map(([name, value]) => `-D${propertyPrefix}.${name}=${value}`),
    '-cp',
    join(home, 'lib', '*'),
    mainClass,
  ];
}
