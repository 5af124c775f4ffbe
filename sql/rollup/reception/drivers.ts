import type { Store } from '../../clickhouse/store.ts';
import type { Aspect, Quote } from '../../queries/reception-model.ts';
import type { ReceptionDetail } from '../../queries/reception-detail.ts';
import { GROUP, WITH_GROUPS } from './counted.ts';
import { quoteColumns, quoteOf, TELLING, type QuoteRow } from './quotes.ts';

/** Terms of each side. */
const TERMS = 12;
/** A term stands in at least so many texts, and its shares of praise and blame lie so many standard errors apart. */
const LEAST_TEXTS = 4;
const LEAST_DIFFERENCE = 2.5;
/** Quotes of a term or aspect, and of either side before the choice. */
const QUOTES = 3;

/** What texts are about, by the sentence that names it; texts that are alike count once. */
export async function aspectsByTitle(store: Store): Promise<Map<string, ReceptionDetail['aspects']>> {
  const [counts, quotes] = await Promise.all([
    store.query<{ title: string; aspect: Aspect; positive: number; negative: number }>({
      name: 'reception.aspects',
      lane: 'jobs',
      text: `
        SELECT title, a.1 AS aspect, countIf(a.2 = 'positive') AS positive, countIf(a.2 = 'negative') AS negative
        FROM (
          SELECT v.title AS title, arrayJoin(argMin(v.aspects, (v.kind, v.id))) AS a
          FROM ${WITH_GROUPS}
          GROUP BY title, ${GROUP}
        )
        GROUP BY title, aspect HAVING positive + negative > 0
        ORDER BY title, aspect`,
    }),
    store.query<QuoteRow & { aspect: string }>({
      name: 'reception.aspect-quotes',
      lane: 'jobs',
      text: `
        SELECT * FROM (
          SELECT ${quoteColumns('a.3', 'a.2')}, a.1 AS aspect FROM scratch_voice AS v ARRAY JOIN v.aspects AS a
          WHERE a.3 != '' AND a.2 IN ('positive', 'negative')
          ORDER BY ${TELLING} LIMIT 1 BY title, aspect, side, text
        ) ORDER BY ${TELLING} LIMIT ${QUOTES} BY title, aspect, side`,
    }),
  ]);
  const quotesOf = Map.groupBy(quotes, ({ title, aspect }) => JSON.stringify([title, aspect]));
  const named = counts.map(({ title, ...row }) => ({
    title,
    row: { ...row, quotes: chosen(quotesOf.get(JSON.stringify([title, row.aspect])) ?? [], row) },
  }));
  return byTitle(named);
}

/**
 * Words and negated pairs that stand in more of the praise of their language than of its blame, or the other way round.
 * Texts that are alike count once: what a crowd copies is no word of the audience.
 */
export async function termsByTitle(store: Store): Promise<Map<string, ReceptionDetail['terms']>> {
  const counts = await store.query<{
    title: string;
    term: string;
    language: string;
    positive: number;
    negative: number;
  }>({
    name: 'reception.terms',
    lane: 'jobs',
    text: `
      WITH texts AS (
        SELECT v.title AS title, v.language AS language, v.says = 'positive' AS praise, argMin(v.terms, (v.kind, v.id)) AS terms
        FROM ${WITH_GROUPS}
        WHERE v.says IN ('positive', 'negative')
        GROUP BY title, language, praise, ${GROUP}
      )
      SELECT title, term, language, positive, negative
      FROM (
        SELECT t.title AS title, t.language AS language, t.term AS term, t.positive AS positive, t.negative AS negative, s.praise AS praise, s.blame AS blame,
          -- two shares against their common one; half a text is added to each side
          (positive + 0.5) / (praise + 1) - (negative + 0.5) / (blame + 1) AS difference,
          (positive + negative + 1) / (praise + blame + 2) AS common,
          difference / sqrt(common * (1 - common) * (1 / (praise + 1) + 1 / (blame + 1))) AS score
        FROM (
          SELECT title, language, term, countIf(praise) AS positive, countIf(NOT praise) AS negative
          FROM texts ARRAY JOIN terms AS term GROUP BY title, language, term HAVING positive + negative >= ${LEAST_TEXTS}
        ) AS t
        INNER JOIN (SELECT title, language, countIf(praise) AS praise, countIf(NOT praise) AS blame FROM texts GROUP BY title, language) AS s
          ON s.title = t.title AND s.language = t.language
      )
      WHERE abs(score) >= ${LEAST_DIFFERENCE}
      ORDER BY abs(score) DESC, language, term
      LIMIT ${TERMS} BY title, score > 0`,
  });
  if (counts.length === 0) return new Map();
  const quotes = await store.query<QuoteRow & { term: string }>({
    name: 'reception.term-quotes',
    lane: 'jobs',
    text: `
      SELECT * FROM (
        SELECT ${quoteColumns()}, term FROM (
          SELECT * FROM scratch_voice WHERE quote != '' AND says IN ('positive', 'negative') AND hasAny(terms, {terms:Array(String)})
        ) AS v ARRAY JOIN arrayIntersect(v.terms, {terms:Array(String)}) AS term
        -- a long text may say it beyond its quote
        WHERE position(lowerUTF8(text), splitByChar(' ', term)[-1]) > 0
        ORDER BY ${TELLING} LIMIT 1 BY title, language, term, side, text
      ) ORDER BY ${TELLING} LIMIT ${QUOTES} BY title, language, term, side`,
    params: { terms: [...new Set(counts.map(({ term }) => term))] },
  });
  const quotesOf = Map.groupBy(quotes, ({ title, language, term }) => JSON.stringify([title, language, term]));
  return byTitle(
    counts.map(({ title, ...row }) => ({
      title,
      row: { ...row, quotes: chosen(quotesOf.get(JSON.stringify([title, row.language, row.term])) ?? [], row) },
    })),
  );
}

/** Two quotes of the side that most are on and one of the other, or what there is. */
function chosen(rows: readonly QuoteRow[], counts: { positive: number; negative: number }): Quote[] {
  const most = counts.positive >= counts.negative ? 'positive' : 'negative';
  const [own, other] = [rows.filter(({ side }) => side === most), rows.filter(({ side }) => side !== most)];
  const few = other.slice(0, 1);
  return [...own.slice(0, QUOTES - few.length), ...few].map(quoteOf);
}

function byTitle<T>(rows: readonly { title: string; row: T }[]): Map<string, T[]> {
  const grouped = Map.groupBy(rows, ({ title }) => title);
  return new Map([...grouped].map(([title, some]) => [title, some.map(({ row }) => row)]));
}
