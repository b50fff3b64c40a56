import type { NameTable, PipelineDefinition } from '../parse/definition.ts';
import { vpcFlow } from './vpc-flow.ts';
import { flowNames } from './vpc-flow-names.ts';

/** The built-in pipelines. The first whose `claims` match an object's key takes it. */
export const catalogue: readonly PipelineDefinition[] = [vpcFlow];

/** By the name of a pipeline: the names for numbers that a run may ask for. */
export const namesOffered: Readonly<Record<string, readonly NameTable[]>> = { [vpcFlow.name]: flowNames };
