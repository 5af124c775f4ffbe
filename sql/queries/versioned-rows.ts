/**
 * Rows that belong to a version of something and never change with it, kept while there is room: what was not asked for
 * longest goes first.
 */
export class VersionedRows<Row> {
  readonly #most: number;
  /** In the order in which they were asked for last. */
  readonly #kept = new Map<string, { version: number; rows: readonly Row[]; size: number }>();
  #size = 0;

  /** @param most rows kept in all, and members of their lists; what has no rows counts as one */
  constructor(most: number) {
    this.#most = most;
  }

  /** The rows of a version; null when they are not kept. */
  get(name: string, version: number): readonly Row[] | null {
    const found = this.#kept.get(name);
    if (found?.version !== version) return null;
    this.#kept.delete(name);
    this.#kept.set(name, found);
    return found.rows;
  }

  /** Keeps the rows of a version instead of those of another. */
  set(name: string, version: number, rows: readonly Row[]): void {
    this.#forget(name);
    const size = rows.reduce((sum, row) => sum + sizeOf(row), 1);
    this.#kept.set(name, { version, rows, size });
    this.#size += size;
    for (const oldest of this.#kept.keys()) {
      if (this.#size <= this.#most) return;
      this.#forget(oldest);
    }
  }

  #forget(name: string): void {
    const found = this.#kept.get(name);
    if (!found) return;
    this.#size -= found.size;
    this.#kept.delete(name);
  }
}

/** A row is one; one with lists (retention cell by cell) is as many more as they have members. */
function sizeOf(row: unknown): number {
  if (typeof row !== 'object' || row === null) return 1;
  return Object.values(row).reduce<number>((sum, value) => sum + (Array.isArray(value) ? membersOf(value) : 0), 1);
}

const membersOf = (list: readonly unknown[]): number =>
  list.reduce<number>((sum, one) => sum + (Array.isArray(one) ? membersOf(one) : 1), 0);
