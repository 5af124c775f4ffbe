import { EPISODES_PLAYED, HERE } from './deep-plays.ts';
import { cellsAsked } from './runtimes.ts';
import { COMPLETED, DEADLINE_MS, WATCHED } from './viewers.ts';

const DAY_MS = 86_400_000;
/** Viewers whose first play of an episode is younger are not in its retention: they may be watching it still. */
const RETENTION_AGE_MS = DAY_MS;
/** Played milliseconds that make a viewer of an episode. */
const VIEWER_MS = 1_000;
/** Days from the start (or the last release, if later) within which completing speaks for an episode having hooked. */
const HOOKED_DAYS = 28;

/** What is counted, as the column `deep_slice.counts` numbers it; 0 stays outside: when the viewer's retention is mature. */
export const COUNTED = {
  mature: 0,
  viewers: 1,
  watched: 2,
  played: 3,
  starters: 4,
  furthest: 5,
  hooking: 6,
  hooked: 7,
  daysToComplete: 8,
  measured: 9,
  content: 10,
  contentSquares: 11,
  bingers: 12,
  caughtUp: 13,
  active: 14,
  activeDays: 15,
  activeDaySquares: 16,
  ms: 17,
  secondSquares: 18,
  secondDays: 19,
  dayEpisodes: 20,
  dayEpisodeSquares: 21,
  dayEpisodeDays: 22,
} as const;

/** A count's name in one number: what, the episode's place in the title's list, and where (`at`: 32 bits). */
const code = (what: keyof typeof COUNTED, place = '0', at = '0') =>
  `toInt64(${COUNTED[what] * 2 ** 48} + toInt64(${place}) * ${2 ** 32} + toInt64(${at}))`;
/** Of such a number. */
export const WHAT = (number: string) => `toUInt8(bitShiftRight(${number}, 48))`;
export const PLACE = (number: string) => `toUInt16(bitAnd(bitShiftRight(${number}, 32), 65535))`;
export const AT = (number: string) => `toUInt32(bitAnd(${number}, 4294967295))`;

/** What one viewer adds to one episode's retention; negative: one less. Cells beyond the runtime are cut off in the end. */
const RETENTION = `if(cells = 0 OR ms < ${VIEWER_MS}, [],
  if(first_ms > {asOfMs:Int64} - ${RETENTION_AGE_MS}, [${code('mature', '0', `intDiv(first_ms + ${RETENTION_AGE_MS} + 999, 1000)`)}],
    arrayConcat([${code('viewers', 'place')}],
      arrayMap(e -> sign(e) * ${code('watched', 'place', 'abs(e) - 1')}, watched_edges),
      arrayMap(e -> sign(e) * ${code('played', 'place', 'abs(e) - 1')}, played_edges))))`;

/** One row a viewer: what their plays of the title's episodes come to. */
const VIEWERS = `(
  SELECT title, viewer,
    groupArrayArray(${RETENTION}) AS retention,
    -- by place in the title's list
    sumForEachIf(arrayPushBack(arrayWithConstant(greatest(toInt32(place) - 1, 0), toUInt32(0)), seen), place > 0) AS seen_of,
    groupArrayIf((place, own_cells), place > 0 AND own_cells > 0) AS owned,
    groupArrayIf(place, cells > 0 AND seen >= cells * ${WATCHED}) AS watched_places,
    argMaxIf(place, step, place > 0 AND start_hour > 0) AS furthest_place,
    maxIf(start_hour, step = 1) AS first_episode_hour,
    arraySort(groupArrayArray(watched_in)) AS in_sittings,
    length(groupUniqArrayArray(days)) AS active, sum(length(days)) AS day_episodes, sum(ms) AS played_ms
  FROM ${EPISODES_PLAYED}
  GROUP BY title, viewer
)`;

const when = (condition: string, ...codes: string[]) => `if(${condition}, [${codes.join(', ')}], [])`;

/** A viewer with what became of them, and the title's episodes in the order of their release, by the runtimes that hold for them. */
const ASKED = `(
  SELECT v.title AS title, v.viewer AS viewer, retention, owned, watched_places, furthest_place, first_episode_hour, in_sittings, active, day_episodes, played_ms,
    start_hour > 0 AS started, start_hour > 0 AND complete_hour > 0 AS completed, toInt64(start_hour) * 3600000 AS start_ms,
    intDiv(start_hour, 24) AS first_day, greatest(intDiv(start_hour, 24), toUInt32(release_day)) AS base_day, intDiv(complete_hour, 24) AS complete_day,
    -- (when, cells)
    if(empty(changes), known, arrayMap((x, i) -> (x.1, ${cellsAsked('arrayFirst(o -> o.1 = i, owned).2', 'changes', 'ids[i]', 'start_ms', 'x.2')}), known, arrayEnumerate(known))) AS episodes,
    arrayResize(seen_of, length(known), toUInt64(0)) AS seen_cells
  FROM ${VIEWERS} AS v
  INNER JOIN (SELECT title, viewer, start_hour, complete_hour, release_day FROM viewer_title FINAL WHERE ${HERE}) AS o
    ON o.title = v.title AND o.viewer = v.viewer
  INNER JOIN (
    SELECT title, arrayMap(x -> (toUnixTimestamp64Milli(x.2), x.4), episodes) AS known, arrayMap(x -> x.1, episodes) AS ids, changes
    FROM served_title FINAL WHERE deleted = 0 AND title IN {titles:Array(String)}
  ) AS t ON t.title = v.title
)`;

/** With how much was asked of them, and how much of that they have watched. */
const MEASURED = `(
  SELECT *, started AND required_cells > 0 AND NOT unknown AS measured,
    if(measured, toInt64(intDiv(required_seen * 1000000 + intDiv(required_cells, 2), greatest(required_cells, 1))), 0) AS content_ppm, toInt64(intDiv(played_ms, 1000)) AS seconds
  FROM (
    SELECT *, arraySum(x -> if(x.1 <= out_ms, x.2, 0), episodes) AS required_cells, arrayExists(x -> x.1 <= out_ms AND x.2 = 0, episodes) AS unknown,
      arraySum((x, n) -> if(x.1 <= out_ms, n, 0), episodes, seen_cells) AS required_seen
    FROM (
      -- as the roll-up of viewers decides which episodes are asked of them, and of those what could be seen by now: nobody is
      -- behind with what is still to come
      SELECT *, least({asOfMs:Int64}, arrayFold((deadline, x) -> if(x.1 <= deadline, greatest(deadline, x.1 + ${DEADLINE_MS}), deadline),
        episodes, start_ms + ${DEADLINE_MS})) AS out_ms
      FROM ${ASKED}
    )
  )
)`;

/**
 * Everything that is counted of a viewer: the codes of what they are one of (or one less), and of what amounts they add.
 * Squares and products are for the spread between viewers.
 *
 * Step by step in subqueries: with all of it named in one, the engine spent 0.6 s on working out each use of each name.
 */
export const VIEWERS_COUNTED = `(
  SELECT title, viewer, arrayConcat(arrayMap(x -> toInt64(abs(x)), ones), [${code('content')}, ${code('contentSquares')}, ${code('activeDays')}, ${code('activeDaySquares')},
      ${code('ms')}, ${code('secondSquares')}, ${code('secondDays')}, ${code('dayEpisodes')}, ${code('dayEpisodeSquares')}, ${code('dayEpisodeDays')}]) AS codes,
    arrayConcat(arrayMap(x -> toInt64(sign(x)), ones), [content_ppm, content_ppm * content_ppm,
      toInt64(active), toInt64(active * active), toInt64(played_ms), seconds * seconds,
      toInt64(seconds * active), toInt64(day_episodes), toInt64(day_episodes * day_episodes), toInt64(day_episodes * active)]) AS ns
  FROM (
    SELECT title, viewer, content_ppm, active, played_ms, seconds, day_episodes, arrayConcat(
      retention,
      ${when('started', code('starters'))},
      ${when('first_episode_hour > 0 AND length(episodes) > 1', code('furthest', 'furthest_place', 'intDiv(first_episode_hour, 24)'))},
      if(started, arrayMap(place -> ${code('hooking', 'place', 'base_day')}, watched_places), []),
      if(completed AND complete_day <= base_day + ${HOOKED_DAYS}, arrayMap(place -> ${code('hooked', 'place', 'base_day')}, watched_places), []),
      ${when('completed', code('daysToComplete', '0', 'if(complete_day > first_day, complete_day - first_day, 0)'))},
      ${when('measured', code('measured'))},
      -- the same sitting thrice: three episodes of it
      ${when('started AND arrayExists((a, b) -> a = b, arrayPopBack(arrayPopBack(in_sittings)), arrayPopFront(arrayPopFront(in_sittings)))', code('bingers'))},
      -- at: how many are out, in the order of their release
      if(started AND arrayUniq(arrayMap(x -> x.1, episodes)) > 1,
        arrayMap(x -> ${code('caughtUp', '0', 'x.1')}, arrayFilter(x -> x.2 > 0 AND x.3 >= x.2 * ${COMPLETED},
          arrayZip(arrayEnumerate(episodes), arrayCumSum(arrayMap(x -> x.2, episodes)), arrayCumSum(seen_cells)))), []),
      ${when('active > 0', code('active'))}
    ) AS ones
    FROM ${MEASURED}
  )
)`;
