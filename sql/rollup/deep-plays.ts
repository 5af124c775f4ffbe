import { ownRuntimes } from './runtimes.ts';
import { STARTER_MS, WATCHED } from './viewers.ts';

/** A pause this long between plays of a title ends a sitting. */
const SITTING_GAP_MS = 30 * 60_000;

/**
 * The viewers that a piece of work is about, over the parameters `titles`, `fromViewer` and `toViewer`. A metric of some
 * viewers only (by an attribute of theirs) would say so here and nowhere else.
 */
export const HERE = 'title IN {titles:Array(String)} AND viewer >= {fromViewer:UInt64} AND viewer <= {toViewer:UInt64}';

/**
 * One row an episode (the film): its place in the title's list, its step by number, what makes a starter of it, and its
 * cells (0: the runtime is unknown).
 */
const EPISODES = `(
  SELECT t.title AS title, t.episode AS episode, place, cells,
    if(runtime_ms > 0, least(${STARTER_MS}, intDiv(runtime_ms, 2)), ${STARTER_MS}) AS start_bar_ms,
    row_number() OVER (PARTITION BY t.title ORDER BY e.number, t.episode) AS step
  FROM (
    SELECT title, x.1 AS episode, place, x.3 AS runtime_ms, x.4 AS cells
    FROM served_title FINAL ARRAY JOIN episodes AS x, arrayEnumerate(episodes) AS place
    WHERE deleted = 0 AND title IN {titles:Array(String)}
  ) AS t
  LEFT JOIN (SELECT title, toString(episode) AS episode, number FROM served_episode FINAL WHERE deleted = 0 AND title IN {titles:Array(String)}) AS e
    ON e.title = t.title AND e.episode = t.episode
)`;

const IN_ORDER =
  'PARTITION BY title, viewer ORDER BY start_ms, end_ms, episode, play ROWS BETWEEN UNBOUNDED PRECEDING AND';

/**
 * One row a play that counts: when it was, in which sitting of the viewer's, and its cells, 256 a word. Plays that began
 * before the premiere count nowhere. An episode has at most 256 words (182 hours): a position beyond is a mistake.
 */
const PLAYS = `(
  SELECT title, viewer, episode, start_ms, words, sum(start_ms - ended_ms >= ${SITTING_GAP_MS}) OVER (${IN_ORDER} CURRENT ROW) AS sitting
  FROM (
    SELECT title, viewer, episode, play, start_ms, end_ms, words, max(end_ms) OVER (${IN_ORDER} 1 PRECEDING) AS ended_ms
    FROM (
      SELECT title, viewer, episode, play, min(toUnixTimestamp64Milli(started_at)) AS start_ms, max(toUnixTimestamp64Milli(at_max)) AS end_ms,
        groupBitOrForEach(if(word < 256, arrayPushBack(arrayWithConstant(word, toUInt256(0)), cells), [])) AS words
      FROM play_state WHERE ${HERE}
      GROUP BY title, viewer, episode, play
    ) AS p
    INNER JOIN (
      SELECT title AS known, ifNull(toUnixTimestamp64Milli(premiere), 0) AS premiere_ms FROM served_title FINAL WHERE deleted = 0 AND title IN {titles:Array(String)}
    ) AS t ON known = p.title
    WHERE start_ms >= premiere_ms
  )
)`;

/** The bits of word i that lie within so many cells. */
const within = (cells: string) =>
  `toUInt256(bitShiftLeft(toUInt256(1), toUInt16(least(256, greatest(0, toInt32(${cells}) - toInt32(i) * 256)))) - toUInt256(1))`;

/** Plays, with the viewer's own runtime of the episode where it changed: cells beyond it are not theirs. 0: it never did. */
const OWN_PLAYS = `(
  SELECT p.title AS title, p.viewer AS viewer, p.episode AS episode, start_ms, sitting, o.runtime_ms AS own_runtime_ms, o.cells AS own_cells,
    if(own_cells = 0, p.words, arrayMap((word, i) -> bitAnd(word, ${within('own_cells')}), p.words, range(length(p.words)))) AS words
  FROM ${PLAYS} AS p
  LEFT JOIN ${ownRuntimes(HERE)} AS o ON o.title = p.title AND o.viewer = p.viewer AND o.episode = p.episode
)`;

/**
 * Where stretches of watched cells begin and end, as numbers: c + 1 where cell c is the first, −(c + 1) where it is the
 * first no more. Adding them up over people and along the cells counts each cell, at a few numbers a person in place of one
 * a cell.
 */
const edges = (words: string) => `arrayFlatten(arrayMap((word, i) -> arrayConcat(
  arrayMap(p -> toInt32(i * 256 + p + 1), bitPositionsToArray(bitAnd(word, bitNot(bitShiftLeft(word, 1))))),
  arrayMap(p -> -toInt32(i * 256 + p + 2), bitPositionsToArray(bitAnd(word, bitNot(bitShiftRight(word, 1)))))), ${words}, range(length(${words}))))`;

/** How many cells of the runtime words hold. */
const SEEN = `arraySum((word, i) -> toUInt32(bitCount(bitAnd(word, ${within('cells')}))), words, range(length(words)))`;

/** One row a viewer, episode and sitting. */
const SITTINGS = `(
  SELECT s.title AS title, viewer, s.episode AS episode, place, step, own_cells, if(own_cells > 0, own_cells, e.cells) AS cells,
    if(own_cells > 0, least(${STARTER_MS}, intDiv(own_runtime_ms, 2)), e.start_bar_ms) AS start_bar_ms, words, played_edges, first_ms,
    if(cells > 0 AND ${SEEN} >= cells * ${WATCHED}, [toUInt32(sitting)], []) AS watched_in
  FROM (
    SELECT title, viewer, episode, sitting, max(own_cells) AS own_cells, max(own_runtime_ms) AS own_runtime_ms,
      groupBitOrForEach(words) AS words, groupArrayArray(${edges('words')}) AS played_edges, min(start_ms) AS first_ms
    FROM ${OWN_PLAYS}
    GROUP BY title, viewer, episode, sitting
  ) AS s
  LEFT JOIN ${EPISODES} AS e ON e.title = s.title AND e.episode = s.episode
)`;

/**
 * One row a viewer and episode: cells seen of it and its `edges`, those of each play, when it was first played and started
 * (hour, 0: not), how long and on which days it was played, and the sittings in which most of it was watched.
 */
export const EPISODES_PLAYED = `(
  SELECT title, viewer, place, step, cells, own_cells, first_ms, ms, days, watched_in, played_edges, ${edges('words')} AS watched_edges, ${SEEN} AS seen,
    toUInt32(bitShiftRight(told[arrayFirstIndex(x -> x >= start_bar_ms, arrayCumSum(arrayMap(x -> bitAnd(x, 4294967295), told)))], 32)) AS start_hour
  FROM (
    SELECT title, viewer, max(place) AS place, max(step) AS step, max(start_bar_ms) AS start_bar_ms, max(cells) AS cells, max(own_cells) AS own_cells,
      groupBitOrForEach(words) AS words, groupArrayArray(played_edges) AS played_edges, groupArrayArray(watched_in) AS watched_in,
      min(first_ms) AS first_ms, sum(ms) AS ms, groupUniqArrayArray(days) AS days, arraySort(groupArrayArray(told)) AS told
    FROM (
      SELECT title, viewer, episode, place, step, start_bar_ms, cells, own_cells, words, played_edges, watched_in, first_ms,
        toUInt64(0) AS ms, []::Array(UInt16) AS days, []::Array(UInt64) AS told
      FROM ${SITTINGS}
      UNION ALL
      -- told: hour and milliseconds in one number
      SELECT title, viewer, episode, 0, 0, 0, 0, 0, [], [], [], ${Number.MAX_SAFE_INTEGER}, arraySum(x -> x.2, hours),
        arrayMap(x -> toUInt16(intDiv(x.1, 24)), hours), arrayMap(x -> bitShiftLeft(toUInt64(x.1), 32) + x.2, told)
      FROM play_fact FINAL WHERE ${HERE} AND before_premiere = 0
    )
    GROUP BY title, viewer, episode
  )
)`;
