import type { Stop } from '../reading.ts';
import type { Tree } from './tree.ts';

/** An event on its way through the steps, which change it. */
export interface RecordEvent {
  fields: Tree;
  /** ms since the epoch; absent until a step finds it. */
  time: number | undefined;
  /** Behind the pipeline's own. */
  readonly tags: string[];
}

/** What a parser makes of a line: its fields, or why it has none. */
export type Parsed = { readonly kind: 'fields'; readonly fields: Tree } | Stop;
/** `text`: a line without its line end. */
export type Parser = (text: string) => Parsed;

/** The bounds of event times, s since the epoch, both included (R4). */
export interface TimeWindow {
  readonly earliest: number;
  readonly latest: number;
}

/** Does one step to an event. Answers when the event ends with it. */
export type StepRunner = (event: RecordEvent, window: TimeWindow) => Stop | undefined;
