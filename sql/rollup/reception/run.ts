import type { Store } from '../../clickhouse/store.ts';
import { keepVersionsGrowing, nextVersion } from '../version.ts';
import { flaggedPeriods, type FlaggedPeriod } from './bomb.ts';
import { clearScratch, leftOutOf, scratchVoices } from './counted.ts';
import type { ReceptionDetail, StoredPeriod } from '../../queries/reception-detail.ts';
import { aspectsByTitle, termsByTitle } from './drivers.ts';
import { reviewHours, serveHours } from './hours.ts';
import { dirtyReceptions, unmark, VERIFIED_MARKS } from './marks.ts';
import { placesByTitle } from './places.ts';
import { quotesByTitle } from './quotes.ts';
import { scorerNotes, servingScorer } from '../../queries/scorers.ts';

/** Titles, and about how many voices of theirs, that are counted together. */
const TITLES = 50;
const VOICES = 50_000;
const HOUR_MS = 3_600_000;

export interface ReceptionOptions {
  now?: () => number;
  /** Waited for between statements. */
  pause?: () => Promise<void>;
}

/**
 * Counts the titles anew that are marked, those that wait longest first: who counts, what they say, what separates praise
 * from blame, whether reviews look coordinated. Rows are replaced, never added to; may be cut off anywhere and run again.
 * Returns the titles of one piece of the work; none when nothing is marked.
 */
export async function rollUpReception(store: Store, options: ReceptionOptions = {}): Promise<string[]> {
  const dirty = await dirtyReceptions(store, TITLES);
  let voices = 0;
  const titles = dirty.filter((row, at) => (voices += row.voices) <= VOICES || at === 0).map(({ title }) => title);
  if (titles.length > 0) await countTitles(store, titles, options);
  return titles;
}

async function countTitles(store: Store, titles: readonly string[], options: ReceptionOptions): Promise<void> {
  const pause = options.pause ?? (() => Promise.resolve());
  await keepVersionsGrowing(store);
  const asOfMs = (options.now ?? Date.now)();
  const version = nextVersion(store, asOfMs);
  const scorer = servingScorer(await scorerNotes(store));
  const marks = await verifiedMarks(store, titles);
  await clearScratch(store);
  await scratchVoices(store, titles, scorer);
  await pause();
  const hours = await reviewHours(store);
  const flagged = new Map([...hours].map(([title, own]) => [title, flaggedPeriods(own)]));
  await serveHours(store, version, flagged);
  await pause();
  const [leftOut, totals, duplicates] = [
    await leftOutOf(store, titles, scorer),
    await totalsOf(store),
    await duplicatesOf(store),
  ];
  await pause();
  const aspects = await aspectsByTitle(store);
  const terms = await termsByTitle(store);
  await pause();
  const quotes = await quotesByTitle(store);
  const places = await placesByTitle(store);
  const rows = titles.map((title) => {
    const { title: _, ...out } = leftOut.find((row) => row.title === title) ?? { deleted: 0, test: 0, older: 0, title };
    const { title: __, ...total } = totals.find((row) => row.title === title) ?? { ...NOTHING, title };
    const detail: ReceptionDetail = {
      aspects: aspects.get(title) ?? [],
      terms: terms.get(title) ?? [],
      quotes: quotes.get(title) ?? { positive: [], neutral: [], negative: [], newest: [] },
      bombs: (flagged.get(title) ?? []).map(storedPeriod).reverse(),
      places: places.get(title) ?? [],
      duplicates: duplicates.get(title) ?? { groups: 0, texts: 0 },
    };
    return {
      ...{ title, version, scorer, ...total, ...out },
      as_of: new Date(asOfMs).toISOString().slice(0, 23).replace('T', ' '),
      verified_mark: marks.get(title) ?? '0',
      detail: JSON.stringify(detail),
    };
  });
  await store.insertRows('reception.serve', 'served_reception', rows);
  await unmark(store, titles, version);
  await clearScratch(store);
}

function storedPeriod({ hours, end, reasons, reviews, suspects }: FlaggedPeriod): StoredPeriod {
  const [first = 0, last = first] = [hours[0], hours.at(-1)];
  return { fromMs: first * HOUR_MS, untilMs: (last + 1) * HOUR_MS, reviews, suspects, end, reasons };
}

const NOTHING = {
  voices: 0,
  positive: 0,
  neutral: 0,
  negative: 0,
  unscored: 0,
  ratings: 0,
  rating_sum: 0,
  high_ratings: 0,
};

function totalsOf(store: Store): Promise<(typeof NOTHING & { title: string })[]> {
  return store.query({
    name: 'reception.totals',
    lane: 'jobs',
    text: `
      SELECT title, count() AS voices, countIf(says = 'positive') AS positive, countIf(says = 'neutral') AS neutral, countIf(says = 'negative') AS negative,
        countIf(has_text = 1) - positive - neutral - negative AS unscored,
        countIf(rating >= 0) AS ratings, sumIf(rating, rating >= 0) AS rating_sum, countIf(rating >= 6000000) AS high_ratings
      FROM (SELECT title, says, has_text, rating FROM scratch_voice) GROUP BY title`,
  });
}

async function duplicatesOf(store: Store): Promise<Map<string, ReceptionDetail['duplicates']>> {
  const rows = await store.query<ReceptionDetail['duplicates'] & { title: string }>({
    name: 'reception.duplicates',
    lane: 'jobs',
    text: `
      SELECT title, count() AS groups, sum(texts) AS texts
      FROM (SELECT title, alike, any(texts) AS texts FROM scratch_alike GROUP BY title, alike)
      GROUP BY title`,
  });
  return new Map(rows.map(({ title, ...own }) => [title, own]));
}

async function verifiedMarks(store: Store, titles: readonly string[]): Promise<Map<string, string>> {
  const rows = await store.query<{ title: string; mark: string }>({
    name: 'reception.verified-marks',
    lane: 'jobs',
    text: `SELECT title, toString(mark) AS mark FROM ${VERIFIED_MARKS}`,
    params: { titles },
  });
  return new Map(rows.map(({ title, mark }) => [title, mark]));
}
