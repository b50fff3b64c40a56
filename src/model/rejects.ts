/** What the names of kept rejects end in: an object of this name is never taken for logs, whatever its prefix (R30). */
export const rejectsSuffix = '.rejects.ndjson.gz';
