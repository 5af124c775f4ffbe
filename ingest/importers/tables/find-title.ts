import { slugOf } from '../identity.ts';
import { ImportFileError } from '../types.ts';

/** A title of the catalogue. */
export interface CatalogueTitle {
  readonly id: string;
  readonly name: string;
  /** The series a season belongs to; '' for films. */
  readonly show: string;
  readonly season: number | null;
}

const NEAREST = 3;
/** Below it, two names have next to nothing in common. */
const LEAST_LIKENESS = 0.3;

/** Finds titles by id, or by name without regard to case, accents and signs. */
export class TitleFinder {
  readonly #titles: readonly CatalogueTitle[];
  readonly #byId = new Map<string, CatalogueTitle>();
  /** Titles that go by a name: more than one where seasons share it. */
  readonly #byName = new Map<string, Set<CatalogueTitle>>();

  constructor(titles: readonly CatalogueTitle[]) {
    this.#titles = titles;
    for (const title of titles) {
      this.#byId.set(title.id, title);
      for (const name of namesOf(title)) {
        const slug = slugOf(name);
        this.#byName.set(slug, (this.#byName.get(slug) ?? new Set()).add(title));
      }
    }
  }

  /** Null when no title has the id or name, and when several have the name. */
  find(idOrName: string): CatalogueTitle | null {
    const byId = this.#byId.get(idOrName);
    if (byId !== undefined) return byId;
    const named = [...(this.#byName.get(slugOf(idOrName)) ?? [])];
    return named.length === 1 ? (named[0] ?? null) : null;
  }

  /** Up to three titles whose name or id is most like a text, as `Name (id)`. */
  nearest(text: string): string[] {
    const sought = pairsOf(slugOf(text));
    return this.#titles
      .map((title) => ({
        title,
        likeness: Math.max(...[title.id, ...namesOf(title)].map((name) => likeness(sought, pairsOf(slugOf(name))))),
      }))
      .filter((each) => each.likeness >= LEAST_LIKENESS)
      .toSorted((a, b) => b.likeness - a.likeness || (a.title.id < b.title.id ? -1 : 1))
      .slice(0, NEAREST)
      .map(({ title }) => `${title.name} (${title.id})`);
  }
}

/** @throws ImportFileError where no title (or asset), or more than one, has the id or name; it names the nearest. */
export function namedTitle(idOrName: string, finder: TitleFinder, what = 'title'): CatalogueTitle {
  const title = finder.find(idOrName);
  if (title !== null) return title;
  const nearest = finder.nearest(idOrName);
  throw new ImportFileError(
    `The catalogue has no ${what} '${idOrName}'${nearest.length === 0 ? '' : `; the nearest: ${nearest.join(', ')}`}.`,
  );
}

function namesOf({ name, show, season }: CatalogueTitle): string[] {
  if (season === null) return [name];
  const series = show === '' ? name : show;
  return [...new Set([name, series])].flatMap((each) => [each, `${each} season ${season}`, `${each} s${season}`]);
}

function pairsOf(text: string): string[] {
  const letters = [...text];
  return letters.length < 2 ? letters : letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}

/** Dice's coefficient of two lists of pairs of letters: 1 for equal ones. */
function likeness(a: readonly string[], b: readonly string[]): number {
  const left = new Map<string, number>();
  for (const pair of a) left.set(pair, (left.get(pair) ?? 0) + 1);
  let common = 0;
  for (const pair of b) {
    const count = left.get(pair) ?? 0;
    if (count === 0) continue;
    common += 1;
    left.set(pair, count - 1);
  }
  return (2 * common) / Math.max(1, a.length + b.length);
}
