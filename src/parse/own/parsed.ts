/** What a parser found in a line, by the names of its fields, or why it is not what the pipeline expects. */
export type Parsed = ReadonlyMap<string, string> | string;
