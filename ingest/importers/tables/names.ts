import { excerpt } from './excerpt.ts';
import type { TitleFinder } from './find-title.ts';

const SHOWN = 5;
/** Told by name; of a file with thousands of foreign titles the rest is told as one. */
const TOLD = 10;

/** Names of titles (or assets) in files, and which of them the catalogue lacks. */
export class Names {
  readonly #finder: TitleFinder;
  readonly #what: string;
  readonly #rows = new Map<string, number>();
  #remarks: Map<string, string> | null = null;

  /** @param what they are, as in "titles" */
  constructor(finder: TitleFinder, what: string) {
    this.#finder = finder;
    this.#what = what;
  }

  /** A row has the name. */
  add(name: string): void {
    if (name !== '') this.#rows.set(name, (this.#rows.get(name) ?? 0) + 1);
  }

  /** What is shown of those that the catalogue lacks, the most frequent first. */
  lines(): string[] {
    const missing = this.#missing();
    if (missing.length === 0) return [];
    return [
      `${missing.length} of ${this.#rows.size} ${this.#what} of the files are not in the catalogue:`,
      ...missing
        .slice(0, SHOWN)
        .map(([name, rows]) => `  '${excerpt(name)}' (${rows} ${rows === 1 ? 'row' : 'rows'})${this.#hint(name)}`),
    ];
  }

  /** What is said of rows with a name that the catalogue lacks. */
  remarkOn(name: string): string {
    this.#remarks ??= new Map(
      this.#missing()
        .slice(0, TOLD)
        .map(([each]) => [each, `are of '${excerpt(each)}', which the catalogue does not have${this.#hint(each)}`]),
    );
    return this.#remarks.get(name) ?? `are of further ${this.#what} that the catalogue does not have`;
  }

  #missing(): [name: string, rows: number][] {
    return [...this.#rows].filter(([name]) => this.#finder.find(name) === null).toSorted((a, b) => b[1] - a[1]);
  }

  #hint(name: string): string {
    const nearest = this.#finder.nearest(name);
    return nearest.length === 0 ? '' : `; the nearest: ${nearest.join(', ')}`;
  }
}
