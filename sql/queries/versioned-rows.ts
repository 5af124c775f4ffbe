/**
 * Rows that belong to a version of something and never change with it, kept while there is room: what was not asked for
 * longest goes first.
 */
export class VersionedRows<Row> {
  readonly #most: number;
  /** In the order in which they were asked for last. */
  readonly #kept = new Map<string, { version: number; rows: readonly Row[] }>();
  #count = 0;

  /** @param most rows kept in all; what has none counts as one */
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
    this.#kept.set(name, { version, rows });
    this.#count += 1 + rows.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#count <= this.#most) return;
      this.#forget(oldest);
    }
  }

  #forget(name: string): void {
    const found = this.#kept.get(name);
    if (!found) return;
    this.#count -= 1 + found.rows.length;
    this.#kept.delete(name);
  }
}
