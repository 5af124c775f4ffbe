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
  /** −1: the episode as such. */
  minute: number;
}

/**
 * A voice and the places it names, each once: those in its text, and, of a review of an episode, that episode. A place
 * without a number is in the episode that the review is of; a title without episodes has one.
 */
const NAMED = `(
  SELECT v.*, named.1 AS episodeId, named.2 AS number, named.3 AS minute
  FROM scratch_voice AS v
  ARRAY JOIN arrayDistinct(arrayConcat(
    arrayMap(p -> (if(p.1 = 0, toString(v.episode), ''), p.1, if(p.2 < 0, toInt32(-1), toInt32(intDiv(p.2, 60)))), v.places),
    if(v.episode != '', [(toString(v.episode), toUInt16(0), toInt32(-1))], [])
  )) AS named
)`;

/** The minutes and episodes that texts name, with what they say and some quotes. */
export async function placesByTitle(store: Store): Promise<Map<string, StoredPlace[]>> {
  const [counts, quotes] = await Promise.all([
    store.query<PlaceKey & StoredPlace['texts']>({
      name: 'reception.places',
      lane: 'jobs',
      text: `
        SELECT title, episodeId, number, minute, countIf(says = 'positive') AS positive, countIf(says = 'neutral') AS neutral,
          countIf(says = 'negative') AS negative, countIf(has_text = 1) - positive - neutral - negative AS unscored
        FROM (SELECT title, says, has_text, episodeId, number, minute FROM ${NAMED})
        GROUP BY title, episodeId, number, minute
        ORDER BY count() DESC, episodeId, number, minute
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
    const { title, episodeId, number, minute, ...texts } = row;
    const own = (quotesOf.get(keyOf(row)) ?? []).map(quoteOf);
    return { title, episodeId, number, minute: minute < 0 ? null : minute, texts, quotes: own };
  });
  return Map.groupBy(places, ({ title }) => title);
}
