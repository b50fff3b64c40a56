/** Of the terminal, in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** The panels need that much. */
export const smallest: Size = { columns: 80, rows: 24 };

/** How many rows each part of the screen has, titles included. */
export interface Layout {
  readonly objects: number;
  readonly problems: number;
}

export const headerRows = 2;
export const topRows = 6;
export const bottomRows = 5;
export const footerRows = 1;

/** All rows but the last, so that nothing scrolls. What is more than 24 goes to the two lists. */
export function layoutOf({ rows }: Size): Layout {
  const left = rows - 1 - headerRows - topRows - bottomRows - footerRows;
  const objects = Math.ceil((left * 2) / 3);
  return { objects, problems: left - objects };
}
