import { dirname, resolve } from 'node:path';

type Values = Readonly<Record<string, unknown>>;

/** The file's values, with the paths of `transform` as they are seen from where the file is. */
export function withModules(values: Values, configFile = 'logflow.yaml'): Values {
  const own = values['own-pipelines'];
  if (!Array.isArray(own)) return values;
  const directory = dirname(resolve(configFile));
  const pipelines = own.map((entry: unknown) => {
    const path = (entry as { readonly transform?: unknown } | null)?.transform;
    return typeof path === 'string' ? { ...(entry as Values), transform: resolve(directory, path) } : entry;
  });
  return { ...values, 'own-pipelines': pipelines };
}
