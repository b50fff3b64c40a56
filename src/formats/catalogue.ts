import type { PipelineDefinition } from '../parse/definition.ts';
import { vpcFlow } from './vpc-flow.ts';

/** The built-in pipelines. The first whose `claims` match an object's key takes it. */
export const catalogue: readonly PipelineDefinition[] = [vpcFlow];
