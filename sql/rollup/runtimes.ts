/** Cells of a runtime: the ten-second cells whose middle lies before the end, 10i + 5 s < runtime. */
export const cellsOf = (runtimeMs: string) => `toUInt32(intDiv(${runtimeMs} + 4999, 10000))`;

/**
 * Of `served_title.changes` the entry of an episode that is in force at an instant: (episode, from, runtime, cells). Its cells
 * are 0 for an episode whose runtime never changed.
 */
export const inForce = (changes: string, episode: string, atMs: string) =>
  `arrayLast(h -> h.1 = ${episode} AND h.2 <= ${atMs}, ${changes})`;

/** Titles with a runtime that changed. */
const CHANGED = '(SELECT title, changes FROM served_title FINAL WHERE deleted = 0 AND notEmpty(changes))';

/**
 * One row a viewer and episode of titles with a runtime that changed: the runtime that holds for them and its cells. It is
 * the one in force at their first play of it that counts, so that a change makes nobody's past another.
 *
 * @param where which plays, over the columns `title` and `viewer`.
 */
export const ownRuntimes = (where: string) => `(
  SELECT p.title AS title, viewer, episode, ${inForce('changes', 'episode', 'first_ms')} AS own, own.3 AS runtime_ms, own.4 AS cells
  FROM (
    SELECT title, viewer, toString(episode) AS episode, min(toUnixTimestamp64Milli(started_at)) AS first_ms
    FROM play_fact FINAL
    WHERE ${where} AND before_premiere = 0 AND title IN (SELECT title FROM ${CHANGED})
    GROUP BY title, viewer, episode
  ) AS p
  INNER JOIN ${CHANGED} AS t ON t.title = p.title
)`;

/**
 * Cells of an episode in a viewer's share of what is asked of them: by their own runtime where they played it, else by the
 * one in force when they began the title.
 *
 * @param own their own cells, 0 where they have none
 */
export const cellsAsked = (own: string, changes: string, episode: string, startMs: string, known: string) =>
  `coalesce(nullIf(${own}, 0), nullIf(${inForce(changes, episode, startMs)}.4, 0), ${known})`;
