/** What the keys `e` and `?` turn to. */
export type Page = 'main' | 'problems' | 'help';
