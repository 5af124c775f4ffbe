import type { Store } from '../../clickhouse/store.ts';
import type { Quote, Sentiment } from '../../queries/reception-model.ts';
import type { ReceptionDetail } from '../../queries/reception-detail.ts';
import { GROUP, WITH_GROUPS } from './counted.ts';

/** Quotes of each side, and of the newest voices. */
const EACH = 6;
const NEWEST = 20;

/** A quote as a statement gives it. */
export interface QuoteRow extends Omit<Quote, 'rating' | 'given' | 'verified' | 'sentiment'> {
  title: string;
  millionths: number;
  given: { rating: number; lowest: number; highest: number };
  fromStarter: number;
  side: string;
}

/** Columns of a {@link QuoteRow} from a voice `v`, and those it is chosen by. A character of Chinese, Japanese or Korean says as much as 2.5 letters. */
export const quoteColumns = (text = 'v.quote', side = 'v.says') => `
  v.title AS title, ${text} AS text, v.language AS language, v.kind AS kind, v.channel AS channel, toUnixTimestamp64Milli(v.at) AS atMs,
  v.rating AS millionths, v.given AS given, v.verified AS fromStarter, ${side} AS side,
  lengthUTF8(text) * if(v.language IN ('ja', 'ko', 'zh'), 2.5, 1) BETWEEN 25 AND 160 AS fits, round(greatest(v.positive, v.negative), 1) AS sure, v.id AS id`;

/** The most telling first: a sentence or two rather than a word or a page, what the scorer is sure of, the newest. */
export const TELLING = 'fits DESC, sure DESC, atMs DESC, id';

const SENTIMENTS: ReadonlySet<string> = new Set(['positive', 'neutral', 'negative'] satisfies Sentiment[]);

export function quoteOf(row: QuoteRow): Quote {
  const { text, language, kind, channel, atMs, millionths, given, fromStarter, side } = row;
  return {
    ...{ text, language, kind, channel, atMs },
    rating: millionths < 0 ? null : millionths / 1e6,
    given:
      given.highest > given.lowest
        ? { rating: decimal(given.rating), scale: [decimal(given.lowest), decimal(given.highest)] }
        : null,
    verified: fromStarter === 1,
    sentiment: SENTIMENTS.has(side) ? (side as Sentiment) : null,
  };
}

/** What a 32-bit number was before it was one: 7.3, not 7.300000190734863. */
const decimal = (stored: number): number => Number(stored.toPrecision(6));

/** What texts say in their own words: of those that are alike one. */
export async function quotesByTitle(store: Store): Promise<Map<string, ReceptionDetail['quotes']>> {
  const [sides, newest] = await Promise.all([
    store.query<QuoteRow>({
      name: 'reception.quotes',
      lane: 'jobs',
      text: `
        SELECT * FROM (
          SELECT ${quoteColumns()}, ${GROUP} AS of
          FROM ${WITH_GROUPS}
          WHERE v.quote != '' AND v.says IN ('positive', 'neutral', 'negative')
          ORDER BY ${TELLING} LIMIT 1 BY title, of
        ) ORDER BY ${TELLING} LIMIT ${EACH} BY title, side`,
    }),
    store.query<QuoteRow>({
      name: 'reception.newest-quotes',
      lane: 'jobs',
      text: `
        SELECT * FROM (
          SELECT ${quoteColumns()}, ${GROUP} AS of
          FROM ${WITH_GROUPS}
          WHERE v.quote != ''
          ORDER BY atMs DESC, id LIMIT 1 BY title, of
        ) ORDER BY atMs DESC, id LIMIT ${NEWEST} BY title`,
    }),
  ]);
  const quotes = new Map<string, ReceptionDetail['quotes']>();
  const of = (title: string) => {
    const own = quotes.get(title) ?? { positive: [], neutral: [], negative: [], newest: [] };
    quotes.set(title, own);
    return own;
  };
  for (const row of sides) of(row.title)[row.side as Sentiment].push(quoteOf(row));
  for (const row of newest) of(row.title).newest.push(quoteOf(row));
  return quotes;
}
