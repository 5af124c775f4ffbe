import type { Store } from '../../clickhouse/store.ts';
import type { StoredPlace } from '../../queries/reception-detail.ts';
import { quoteColumns, quoteOf, TELLING, type QuoteRow } from './quotes.ts';

/** Places of a title, those that most name. */
const PLACES = 60;
const QUOTES = 2;

interface PlaceKey {
  title: string;
  episodeId: string;
  number: number;
  /** Texts of a minute are counted together: one says 41:10, the next "minute 41". −1: the episode as such. */
  minute: number;
}

/**
 * A voice and the places it names, each minute once, by the first second of it that it says: those in its text, and, of a
 * review of an episode, that episode. A place without a number is in the episode that the review is of; a title without
 * episodes has one.
 */
const NAMED = `(
  SELECT v.*, named.1 AS episodeId, named.2 AS number, named.3 AS second, if(second < 0, toInt32(-1), toInt32(intDiv(second, 60))) AS minute
  FROM scratch_voice AS v
  ARRAY JOIN arrayConcat(
    arrayMap(p -> (if(p.1 = 0, toString(v.episode), ''), p.1, if(p.2 < 0, toInt32(-1), p.2)), v.places),
    if(v.episode != '', [(toString(v.episode), toUInt16(0), toInt32(-1))], [])
  ) AS named
  ORDER BY second LIMIT 1 BY title, kind, id, episodeId, number, minute
)`;

/** The minutes and episodes that texts name, with the second of it that most say, what they say of it and some quotes. */
export async function placesByTitle(store: Store): Promise<Map<string, StoredPlace[]>> {
  const [counts, quotes] = await Promise.all([
    store.query<PlaceKey & { second: number } & StoredPlace['texts']>({
      name: 'reception.places',
      lane: 'jobs',
      text: `
        SELECT title, episodeId, number, minute, argMax(second, (voices, -second)) AS second, sum(praise) AS positive, sum(neither) AS neutral,
          sum(blame) AS negative, sum(texts) - positive - neutral - negative AS unscored
        FROM (
          SELECT title, episodeId, number, minute, second, count() AS voices, countIf(says = 'positive') AS praise,
            countIf(says = 'neutral') AS neither, countIf(says = 'negative') AS blame, countIf(has_text = 1) AS texts
          FROM ${NAMED} GROUP BY title, episodeId, number, minute, second
        )
        GROUP BY title, episodeId, number, minute
        ORDER BY sum(voices) DESC, episodeId, number, minute
        LIMIT ${PLACES} BY title`,
    }),
    store.query<QuoteRow & PlaceKey>({
      name: 'reception.place-quotes',
      lane: 'jobs',
      text: `
        SELECT ${quoteColumns()}, episodeId, number, minute FROM ${NAMED} AS v WHERE v.quote != ''
        ORDER BY ${TELLING} LIMIT ${QUOTES} BY title, episodeId, number, minute`,
    }),
  ]);
  const keyOf = ({ title, episodeId, number, minute }: PlaceKey) => JSON.stringify([title, episodeId, number, minute]);
  const quotesOf = Map.groupBy(quotes, keyOf);
  const places = counts.map((row): StoredPlace & { title: string } => {
    const { title, episodeId, number, minute, second, ...texts } = row;
    const own = (quotesOf.get(keyOf(row)) ?? []).map(quoteOf);
    const at = minute < 0 ? { minute: null } : { minute, second };
    return { title, episodeId, number, ...at, texts, quotes: own };
  });
  return Map.groupBy(places, ({ title }) => title);
}
