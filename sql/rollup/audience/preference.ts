/** A preferred genre's share of a viewer's hours is at least this many times its share of everybody's. */
const TIMES = 1.5;
/** And at least two hours. */
const LEAST_US = 2 * 3_600_000_000;

/** What everybody played by genre, and in all, over the preference's window: one row. `left_out` is a title, or ''. */
export const EVERYBODY = `(
  SELECT groupArray((genre, us)) AS by_genre, arrayMap(x -> x.1, by_genre) AS genres, arrayMap(x -> toFloat64(x.2), by_genre) AS genre_us,
    (SELECT toFloat64(sum(recent_ms) * 1000) FROM scratch_audience_pair WHERE title != {leftOut:String}) AS all_us
  FROM (
    SELECT genre, sum(intDiv(recent_ms * 1000, greatest(length(t.genres), 1))) AS us
    FROM scratch_audience_pair AS s
    INNER JOIN (SELECT title, arrayDistinct(genres) AS genres FROM served_title FINAL WHERE deleted = 0) AS t ON t.title = s.title
    ARRAY JOIN t.genres AS genre
    WHERE s.title != {leftOut:String}
    GROUP BY genre
    ORDER BY genre
  )
)`;

/**
 * Genres a viewer prefers, [''] for none, of their hours by genre (genre, microseconds) and in all. Both sides of the
 * comparison are products of whole numbers below 2^53 in doubles: the same on every machine and in every order.
 */
export const preferred = (genres: string, allUs: string) => `
  arrayMap(x -> x.1, arrayFilter(
    x -> x.2 >= ${LEAST_US}
      AND toFloat64(x.2) * e.all_us >= ${TIMES} * e.genre_us[indexOf(e.genres, x.1)] * toFloat64(${allUs}),
    ${genres}))`;

export const orNone = (genres: string) => `if(empty(${genres}), [''], ${genres})`;
