import { identityOf } from '../identity.ts';
import { readRows } from '../tables/rows.ts';
import { type FilePlan, type ReviewPlan, WHAT } from './plan.ts';
import { readRow, type ReadRow } from './read-row.ts';

const DAY_MS = 86_400_000;

/** What has to be known of all rows of a file before any has an identity. */
export interface RowFacts {
  /** The row of the newest review under each own id of a title: some files keep the older words of a review, some the id of a person. */
  readonly newest: ReadonlyMap<string, number>;
  /** Of reviews that nobody signed: the moments of a title that are of one row only. A mere day is no moment. */
  readonly moments: ReadonlySet<string>;
  /** Texts that only their words tell apart: corrected ones will count beside what they were. */
  readonly unfounded: number;
}

export async function factsOfRows(file: FilePlan, plan: ReviewPlan): Promise<RowFacts> {
  const newest = new Map<string, { row: number; atMs: number }>();
  const unsigned = new Map<string, number>();
  let days = 0;
  for await (const row of readRows(file.path, WHAT, plan.options.lines)) {
    const read = readRow(row, file, plan);
    if (!('titleId' in read)) continue;
    if (read.ownId !== '') {
      const [key, atMs] = [idKey(read), read.updatedMs ?? read.atMs];
      const known = newest.get(key);
      // Of rows that are alike the first stays.
      if (known === undefined || atMs > known.atMs) newest.set(key, { row: row.row, atMs });
    } else if (read.person === '') {
      if (read.atMs % DAY_MS === 0) days += 1;
      else unsigned.set(momentKey(read), (unsigned.get(momentKey(read)) ?? 0) + 1);
    }
  }
  const shared = [...unsigned.values()].filter((rows) => rows > 1);
  return {
    newest: new Map([...newest].map(([key, { row }]) => [key, row])),
    moments: new Set([...unsigned].flatMap(([key, rows]) => (rows === 1 ? [key] : []))),
    unfounded: days + shared.reduce((sum, rows) => sum + rows, 0),
  };
}

const idKey = ({ titleId, ownId }: ReadRow) => JSON.stringify(['id', titleId, ownId]);
const momentKey = ({ titleId, atMs }: ReadRow) => JSON.stringify(['moment', titleId, atMs]);

type Identity = { readonly id: string; readonly reason?: never } | { readonly id: null; readonly reason: string };

const ALREADY: Identity = { id: null, reason: 'the same review stands in the file already' };

/**
 * Gives each review an identity made of what stays the same in the next export: its own id; else title, author, date and which
 * of the author's that day it is; else, of one that nobody signed, the moment if no other has it; else the text, which changes
 * when it is corrected. Ratings without any of that can't be told apart and are numbered.
 */
export class Identities {
  readonly #source: string;
  readonly #facts: RowFacts;
  readonly #texts = new Set<string>();
  /** What each person said of a title that day. */
  readonly #said = new Map<string, Set<string>>();
  /** Ratings that nothing tells apart, by what they have in common. */
  readonly #ratings = new Map<string, number>();

  constructor(source: string, facts: RowFacts) {
    this.#source = source;
    this.#facts = facts;
  }

  next(read: ReadRow, row: number, { columns }: FilePlan): Identity {
    const body = JSON.stringify([read.text, read.rating]);
    const dayMs = columns.date === undefined || read.get('date') === '' ? '' : read.atMs;
    if (read.ownId !== '')
      return this.#facts.newest.get(idKey(read)) === row
        ? this.#named([idKey(read)])
        : { id: null, reason: 'a newer review, or the same, has its id' };
    if (read.person !== '') {
      const key = ['author', read.titleId, read.person, dayMs];
      const said = this.#saidBy(key);
      return said.has(body) ? ALREADY : this.#named([...key, said.add(body).size]);
    }
    if (this.#facts.moments.has(momentKey(read))) return this.#named([momentKey(read)]);
    const key = [read.text === '' ? 'rating' : 'text', read.titleId, dayMs, read.text === '' ? body : read.text];
    if (read.text === '') return this.#named([...key, this.#numberOf(key)]);
    const text = this.#named(key);
    if (this.#texts.has(text.id ?? '')) return ALREADY;
    this.#texts.add(text.id ?? '');
    return text;
  }

  #saidBy(key: readonly (string | number)[]): Set<string> {
    const name = JSON.stringify(key);
    const said = this.#said.get(name) ?? new Set();
    this.#said.set(name, said);
    return said;
  }

  /** The first is 1. */
  #numberOf(key: readonly (string | number)[]): number {
    const name = JSON.stringify(key);
    const number = (this.#ratings.get(name) ?? 0) + 1;
    this.#ratings.set(name, number);
    return number;
  }

  #named(parts: readonly (string | number)[]): Identity {
    return { id: `review-${identityOf([this.#source, ...parts])}` };
  }
}
