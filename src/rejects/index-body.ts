/**
 * The index of rejects. Nothing that comes from outside is looked into: a document that was refused once must not be refused
 * here (`enabled: false`; the document is text besides, so that its numbers come back as they were).
 */
export const indexBody = {
  settings: { number_of_shards: 1 },
  mappings: {
    dynamic: false,
    properties: {
      name: { type: 'keyword' },
      written: { type: 'keyword' },
      index: { type: 'keyword' },
      id: { type: 'keyword' },
      op: { type: 'keyword' },
      reason: { properties: { type: { type: 'keyword' }, text: { type: 'text' } } },
      object: { type: 'keyword', ignore_above: 8000 },
      version: { type: 'keyword', ignore_above: 8000 },
      line: { type: 'long' },
      at: { type: 'date' },
      document: { type: 'object', enabled: false },
    },
  },
} as const;
