import type { Store } from '../../clickhouse/store.ts';
import type { FlaggedPeriod, ReviewHour } from './bomb.ts';
import { WITH_GROUPS } from './counted.ts';

/** Millionths of 0…10: an eighth of the scale at either end, and the least rating that is positive. */
const LOWEST = 1_250_000;
const HIGHEST = 8_750_000;
const HIGH = 6_000_000;
/** A text that so many wrote nearly alike is a duplicate: two may quote one another. */
const DUPLICATES = 3;

const signs = (end: string) => `toUInt8(v.rating >= 0 AND ${end}) + v.newcomer + toUInt8(a.texts >= ${DUPLICATES})`;
const suspect = (end: string) => `(v.kind = 'review' AND v.verified = 0 AND ${signs(end)} >= 2)`;
const ATT = { lowest: `v.rating <= ${LOWEST}`, highest: `v.rating >= ${HIGHEST}` };

/** Reviews by the hour, of each title in the scratch tables, oldest first. */
export async function reviewHours(store: Store): Promise<Map<string, ReviewHour[]>> {
  const rows = await store.query<ReviewHour & { title: string }>({
    name: 'reception.review-hours',
    lane: 'jobs',
    text: `
      SELECT v.title AS title, v.hour AS hour, count() AS reviews, countIf(v.verified = 0) AS outsiders, countIf(v.rating >= 0) AS ratings,
        countIf(v.rating >= 0 AND ${ATT.lowest}) AS lowest, countIf(${ATT.highest}) AS highest, countIf(v.newcomer = 1) AS newcomers,
        countIf(v.text_hash != 0) AS texts, countIf(a.texts >= ${DUPLICATES}) AS duplicates,
        countIf(${suspect(ATT.lowest)}) AS suspectsLow, countIf(${suspect(ATT.highest)}) AS suspectsHigh
      FROM ${WITH_GROUPS}
      WHERE v.kind = 'review'
      GROUP BY title, hour
      ORDER BY title, hour`,
  });
  return Map.groupBy(rows, (row) => row.title);
}

/** Writes the served hours of the titles in the scratch tables; of flagged hours the suspects stand apart. */
export async function serveHours(
  store: Store,
  version: number,
  flagged: ReadonlyMap<string, readonly FlaggedPeriod[]>,
): Promise<void> {
  const hoursOf = (end: FlaggedPeriod['end']) =>
    [...flagged].flatMap(([title, periods]) =>
      periods.filter((period) => period.end === end).flatMap(({ hours }) => hours.map((hour) => `${hour} ${title}`)),
    );
  const inFlagged = (list: string) => `has({${list}:Array(String)}, concat(toString(v.hour), ' ', v.title))`;
  await store.insertSelect({
    name: 'reception.hours',
    text: `
      INSERT INTO served_reception_hour
      SELECT v.title, v.hour, v.kind, v.language, v.model, v.model_version, v.verified, v.channel,
        (${inFlagged('low')} AND ${suspect(ATT.lowest)}) OR (${inFlagged('high')} AND ${suspect(ATT.highest)}) AS suspect, {version:UInt64},
        count(), countIf(v.says = 'positive'), countIf(v.says = 'neutral'), countIf(v.says = 'negative'),
        countIf(v.says = 'no-words'), countIf(v.says = 'no-model'), countIf(v.says = 'unknown-language'),
        countIf(v.rating >= 0), sumIf(v.rating, v.rating >= 0), countIf(v.rating >= ${HIGH}),
        sumIf(toUInt64(pow(round(v.rating / 1000), 2)), v.rating >= 0)
      FROM ${WITH_GROUPS}
      GROUP BY v.title, v.hour, v.kind, v.language, v.model, v.model_version, v.verified, v.channel, suspect`,
    params: { version, low: hoursOf('lowest'), high: hoursOf('highest') },
  });
}
