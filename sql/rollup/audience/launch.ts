import { COUNTED_IN_PERIOD, OUTCOMES, PERIODS } from '../outcomes.ts';
import { rangeOf, type Slice } from '../slices.ts';
import { membersOf } from './members.ts';
import type { AudienceRun } from './run.ts';

/** Columns of `served_title_audience` that add up: hours_ms, starts, and the ten that count people. */
const SUMS = 2 + COUNTED_IN_PERIOD.length;

/**
 * The figures of some titles' launches by audio language, plan and preference, of the viewers that lie in a slice. Hours
 * and starts of a language are of the plays in it; those of a plan or preference are all of its viewers'. A viewer of
 * several languages (or preferences) counts in each.
 *
 * What is alike is summed before it is told for each segment it belongs to, as the roll-up of countries and devices does.
 */
export async function countLaunch(
  { store, version, asOfMs }: AudienceRun,
  titles: readonly string[],
  slice: Slice,
): Promise<void> {
  await store.insertSelect({
    name: 'audience.titles-launch',
    text: `
      INSERT INTO served_title_audience
      SELECT title, week, cell.1, cell.2, {slice:UInt32}, {version:UInt64}, ${sums((i) => `n${i}`)}
      FROM (
        SELECT title, part.1 AS week, part.2 AS languages, plan, liked, ${sums((i) => `part.${i + 3}`, true)}
        FROM ${MEMBERS}
        ARRAY JOIN parts AS part
        GROUP BY title, week, languages, plan, liked
      )
      ARRAY JOIN arrayConcat(
        arrayMap(x -> ('audio', x), languages), [('plan', plan)], if(week = 0, arrayMap(x -> ('preference', x), liked), [])) AS cell
      GROUP BY title, week, cell.1, cell.2`,
    params: { titles, leftOut: titles, slice, version, today: Math.floor(asOfMs / DAY_MS), ...rangeOf(slice) },
  });
}

const DAY_MS = 86_400_000;
const NOBODY = COUNTED_IN_PERIOD.map(() => 'toUInt8(0)').join(', ');
const PEOPLE = COUNTED_IN_PERIOD.map((condition) => `toUInt8(${condition})`).join(', ');
const sums = (column: (index: number) => string, named = false) =>
  Array.from({ length: SUMS }, (_, i) => `sum(${column(i)})${named ? ` AS n${i}` : ''}`).join(', ');

/** With the parts that a viewer adds to: (week, languages, hours_ms, starts, people…), of their plays and of themselves. */
const MEMBERS = membersOf(
  `{today:UInt32} AS today, o.weeks AS active, ${OUTCOMES},
    arrayConcat(
      arrayMap(x -> (x.2, [x.1], x.3, x.4, ${NOBODY}), o.played), arrayMap(x -> (toUInt16(0), [x.1], x.3, x.4, ${NOBODY}), o.played),
      arrayMap(one -> (one, o.audio, toUInt64(0), toUInt64(0), ${PEOPLE}), ${PERIODS})) AS parts`,
  'weeks, audio, start_hour, watch_hour, complete_hour, release_day, played',
);
