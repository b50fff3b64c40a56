/** What `setup --export` prints: a template of all that is made, or the consumer's IAM policy alone. */
export const exportForms = ['cloudformation', 'policy'] as const;
export type ExportForm = (typeof exportForms)[number];
