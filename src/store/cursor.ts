import { BadCursor } from "./errors.ts";

/** One page of a list, and where the next begins; null = this was the last. */
export interface Page<Item> {
  items: Item[];
  next: string | null;
}

/** The place after a row, as a word that means nothing to anybody else. */
export function cursorOf(at: number, id: string | number): string {
  return Buffer.from(`${at}:${id}`).toString("base64url");
}

/** The place a cursor stands for. Throws {@link BadCursor} when it is none of ours. */
export function placeOf(cursor: string): { at: number; id: string } {
  const [, at, id] = /^(\d{1,15}):([\w-]{1,64})$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (at === undefined || id === undefined)
    throw new BadCursor("This cursor is none of ours. Begin again without one.");
  return { at: Number(at), id };
}

/** Makes a page of one row more than was wanted. */
export function pageOf<Row, Item>(
  rows: Row[],
  limit: number,
  item: (row: Row) => Item,
  place: (row: Row) => string,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(item), next: rows.length > limit && last !== undefined ? place(last) : null };
}
