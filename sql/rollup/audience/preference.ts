/** A preferred genre's share of a viewer's hours is at least this many times its share of everybody's. */
const TIMES = 1.5;
/** And at least two hours. */
const LEAST_US = 2 * 3_600_000_000;

/** What was played of each title in the preference's window, in microseconds: in all, and for each of its genres. */
const BY_TITLE = `(
  SELECT s.title AS title, any(t.genres) AS genres, sum(intDiv(recent_ms * 1000, greatest(length(t.genres), 1))) AS genre_us, sum(recent_ms * 1000) AS us
  FROM scratch_audience_pair AS s
  LEFT JOIN (SELECT title, arrayDistinct(genres) AS genres FROM served_title FINAL WHERE deleted = 0) AS t ON t.title = s.title
  GROUP BY s.title
)`;

/**
 * What everybody played by genre, and in all, over the preference's window, without one title: one row for each that
 * `leftOut` names, with that title's own genres. Nothing is left out of ''. Whole numbers: what is taken away again leaves
 * the very sum of the others.
 */
export const EVERYBODY = `(
  SELECT k.title AS left_out, own.genres AS own_genres, a.by_genre.1 AS genres,
    arrayMap((genre, us) -> toFloat64(us - if(has(own.genres, genre), own.genre_us, 0)), a.by_genre.1, a.by_genre.2) AS genre_us,
    toFloat64(a.us - own.us) AS all_us
  FROM (SELECT arrayJoin({leftOut:Array(String)}) AS title) AS k
  LEFT JOIN ${BY_TITLE} AS own ON own.title = k.title
  CROSS JOIN (
    SELECT sumMap(genres, arrayResize([]::Array(UInt64), length(genres), genre_us)) AS by_genre, sum(b.us) AS us
    FROM ${BY_TITLE} AS b
  ) AS a
)`;

/**
 * Genres a viewer prefers, [''] for none, of their hours by genre (genre, microseconds) and in all, against a row of
 * `EVERYBODY` named e. Both sides of the comparison are products of whole numbers below 2^53 in doubles: the same on every
 * machine and in every order.
 */
export const preferred = (genres: string, allUs: string) => `
  arrayMap(x -> x.1, arrayFilter(
    x -> x.2 >= ${LEAST_US}
      AND toFloat64(x.2) * e.all_us >= ${TIMES} * e.genre_us[indexOf(e.genres, x.1)] * toFloat64(${allUs}),
    ${genres}))`;

export const orNone = (genres: string) => `if(empty(${genres}), [''], ${genres})`;

/** What viewer v played of other titles by genre, where o says what they played of the one that e leaves out. */
export const OTHERS = `arrayMap(
  x -> (x.1, x.2 - if(has(e.own_genres, x.1), intDiv(o.recent_ms * 1000, greatest(length(e.own_genres), 1)), 0)), v.genres)`;
/** And in all. */
export const OTHERS_US = 'v.recent_us - o.recent_ms * 1000';
