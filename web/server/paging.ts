/** A part of a long list, and where the parts beside it begin; null: there is none. */
export interface Part<Row> {
  readonly rows: readonly Row[];
  /** Of its first row, from 0 on. */
  readonly offset: number;
  readonly newer: number | null;
  readonly older: number | null;
}

const FARTHEST = 1_000_000;

/** Where the part of a list begins that a page's address asks for; whatever else it says is the beginning. */
export const offsetOf = (text: string | null): number =>
  text !== null && /^\d{1,7}$/.test(text) ? Math.min(Number(text), FARTHEST) : 0;

/** The part that begins there, `size` rows at most. `read` is asked for one more: whether there are older ones. */
export async function partOf<Row>(
  { offset, size }: { offset: number; size: number },
  read: (window: { limit: number; offset: number }) => Promise<readonly Row[]>,
): Promise<Part<Row>> {
  const rows = await read({ limit: size + 1, offset });
  return {
    rows: rows.slice(0, size),
    offset,
    // Behind its end there is nothing to go back through.
    newer: offset === 0 ? null : rows.length === 0 ? 0 : Math.max(0, offset - size),
    older: rows.length > size ? offset + size : null,
  };
}
