import { flowLogs } from '../../formats/catalogue.ts';
import type { Rule } from './load.ts';
import { flag, list } from './units.ts';

/** A data stream has one name, and only what has its day in its name can be deleted by the day. */
export const consistentIndices: Rule = (given) => {
  const { index, 'delete-after': deleteAfter } = given;
  const isStream = writesToStream(given);
  const isText = typeof index === 'string';
  if (isStream && isText && index.includes('{')) {
    return [{ where: '--data-stream, --index', what: 'a data stream has one name, without a date' }];
  }
  if (deleteAfter === undefined) return [];
  if (isStream) {
    const what =
      'is for daily indices: a data stream is rolled over, and what rolls it over is to delete it too';
    return [{ where: '--delete-after, --data-stream', what }];
  }
  return isText && !index.includes('{dd}')
    ? [
        {
          where: '--delete-after, --index',
          what: 'only daily indices are deleted by age: --index needs {dd}',
        },
      ]
    : [];
};

/** `--overwrite` cannot be with a data stream, which takes new documents alone (R9). */
export const noOverwriteInStream: Rule = (given) =>
  writesToStream(given)
    ? [
        {
          where: '--overwrite, --data-stream',
          what: 'do not go together: a data stream takes new documents alone, and changes none',
        },
      ]
    : [];

/** Settings about one pipeline: those of flow logs, or of the only one that is chosen. */
const ofOne = ['index', 'id', 'data-stream'] as const;
/** Settings that flow logs alone have. */
const ofFlowLogs = ['schema', 'enrich'] as const;

/** One index, one kind of id cannot be those of several pipelines. */
export const consistentPipelines: Rule = (given) => {
  const chosen = list('').safeParse(given.pipelines ?? undefined).data;
  if (chosen === undefined || chosen.includes(flowLogs.definition.name)) return [];
  const said = (name: keyof typeof given) => ![undefined, false, 'article'].includes(given[name] as never);
  const several = 'is about one pipeline, and flow logs are not among those of --pipelines: choose one there';
  return [
    ...(chosen.length > 1 ? ofOne.filter(said).map((name) => ({ where: `--${name}`, what: several })) : []),
    ...ofFlowLogs.filter(said).map((name) => ({
      where: `--${name}`,
      what: `is about flow logs: --pipelines leaves out ${flowLogs.definition.name}`,
    })),
  ];
};

/** What ECS has no place for. Of the others, names of numbers are always in its documents. */
const homelessInEcs = ['ports'];

export const consistentSchema: Rule = ({ schema, enrich }) => {
  const asked = list('').safeParse(enrich ?? undefined).data ?? [];
  const homeless = schema === 'ecs' ? asked.filter((name) => homelessInEcs.includes(name)) : [];
  return homeless.map((name) => ({
    where: '--enrich, --schema',
    what: `the Elastic Common Schema has no place for ${name}; protocol (network.transport) and tcp-flags (aws.vpcflow.tcp_flags_array) are in its documents without --enrich`,
  }));
};

function writesToStream({ 'data-stream': stream }: Parameters<Rule>[0]): boolean {
  return flag().safeParse(stream).data === true;
}
