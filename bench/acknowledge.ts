/* A `_bulk` endpoint that keeps nothing, in a process of its own. Each question asks for what it has counted. */
import { startAcknowledger } from '../test/helpers/acknowledge.ts';
import { serve } from './helper.ts';

export interface Acknowledged {
  readonly url: string;
  readonly docs: number;
  readonly requests: number;
}

const endpoint = await startAcknowledger();
const told = (): Acknowledged => ({ url: endpoint.url, ...endpoint.counts });
serve(told(), told);
