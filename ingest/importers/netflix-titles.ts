import { countryCode } from './country-codes.ts';
import { type CsvRow, type CsvShape, readCsv } from './csv.ts';
import { genresOf } from './genres.ts';
import { filmId, seasonId } from './identity.ts';
import { dayMs } from './parse-time.ts';
import { cleanName } from './parse-title.ts';
import type { Importer, ImportItem, WireRecord } from './types.ts';

const SOURCE = 'netflix-titles';
const SHAPE: CsvShape = {
  what: 'the Netflix titles catalogue',
  columns: ['type', 'title', 'date_added', 'release_year', 'rating', 'duration', 'listed_in'],
  hint: 'Import netflix_titles.csv, one row a film or series.',
};

/** The public catalogue: what the titles are. Descriptions and cast stay in the file. */
export const netflixTitles: Importer = {
  kind: 'netflix-titles',
  describe: 'netflix_titles.csv, a catalogue: films and seasons with genres, countries and running times',
  read,
};

/**
 * A film becomes a title; a series of N seasons becomes N titles without running time, since the file has none for episodes. All
 * carry the newest day in the file as `updated_at`, so that of two editions of the catalogue the newer wins.
 */
async function* read(path: string): AsyncGenerator<ImportItem> {
  let newestMs = 0;
  for await (const row of readCsv(path, SHAPE)) newestMs = Math.max(newestMs, dayMs(row.get('date_added')) ?? 0);
  const seen = new Map<string, string>();
  for await (const row of readCsv(path, SHAPE)) yield* itemsOf(row, newestMs || undefined, seen);
}

function* itemsOf(row: CsvRow, updatedAtMs: number | undefined, seen: Map<string, string>): Generator<ImportItem> {
  const skipped = (reason: string): ImportItem => ({ outcome: 'skipped', row: row.row, reason });
  const remark = (text: string): ImportItem => ({ outcome: 'remark', row: row.row, remark: text });
  const [name, type] = [cleanName(row.get('title')), row.get('type')];
  if (name === '') return yield skipped('the title is empty');
  if (type !== 'Movie' && type !== 'TV Show') return yield skipped('the type is neither Movie nor TV Show');
  const idName = distinctName(row, seen);
  if (idName === null) return yield skipped('the same title stands in the file already');
  const { rating, duration, mended } = lengthOf(row);
  if (mended) yield remark('the running time stood under rating');
  const { countries, unknown } = countriesOf(row.get('country'));
  if (unknown.length > 0) yield remark(`no country of this name is known: ${unknown.join(', ')}`);
  const facts = {
    type: 'catalog',
    kind: 'title',
    name,
    genres: genresOf(row.get('listed_in')),
    countries,
    languages: row.get('listed_in').includes('Spanish-Language') ? ['es'] : undefined,
    creators: listOf(row.get('director')),
    stage: 'released',
    note: noteOf(row, rating),
    updated_at: updatedAtMs,
    source: SOURCE,
  } as const;
  const records: WireRecord[] = [];
  if (type === 'Movie') {
    const minutes = Number(/^(\d+) min$/.exec(duration)?.[1] ?? 0);
    records.push({ ...facts, id: filmId(idName), form: 'film', runtime_s: minutes * 60 || undefined });
  } else {
    const seasons = Number(/^(\d+) Seasons?$/.exec(duration)?.[1] ?? 1);
    for (let season = 1; season <= seasons; season++)
      records.push({ ...facts, id: seasonId(idName, season), form: 'series', show: name, season });
  }
  yield { outcome: 'taken', row: row.row, records, playedSeconds: 0 };
}

/**
 * The name that the id is made of: a second work whose name differs in nothing that an id keeps (`U-Turn` of 2020, `U Turn` of 2016)
 * has its year added. Null for the same work once more; some stand in the published file twice.
 */
function distinctName(row: CsvRow, seen: Map<string, string>): string | null {
  const [name, year] = [cleanName(row.get('title')), row.get('release_year')];
  const key = `${row.get('type')} ${filmId(name)}`;
  const years = seen.get(key);
  seen.set(key, `${years ?? ''} ${year}`);
  if (years === undefined) return name;
  return years.split(' ').includes(year) ? null : `${name} ${year}`;
}

/** Three rows of the published file have their running time under `rating` and nothing under `duration`. */
function lengthOf(row: CsvRow): { rating: string; duration: string; mended: boolean } {
  const [rating, duration] = [row.get('rating'), row.get('duration')];
  const mended = duration === '' && /^\d+ min$/.test(rating);
  return mended ? { rating: '', duration: rating, mended } : { rating, duration, mended };
}

function countriesOf(cell: string): { countries: string[]; unknown: string[] } {
  const names = listOf(cell);
  const unknown = names.filter((name) => countryCode(name) === null);
  return { countries: [...new Set(names.map(countryCode).filter((code) => code !== null))], unknown };
}

const listOf = (cell: string) =>
  cell
    .split(',')
    .map(cleanName)
    .filter((name) => name !== '');

/** The day a title came to the service is its premiere for originals only, and the file doesn't tell which those are: so a note. */
function noteOf(row: CsvRow, rating: string): string {
  const addedMs = dayMs(row.get('date_added'));
  const facts = [
    row.get('release_year') && `Released ${row.get('release_year')}`,
    rating && `rated ${rating}`,
    addedMs !== null && `on Netflix since ${new Date(addedMs).toISOString().slice(0, 10)}`,
  ];
  return facts.filter(Boolean).join(', ');
}
