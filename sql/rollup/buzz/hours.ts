import type { Store } from '../../clickhouse/store.ts';
import type { DailyRow } from './exports.ts';
import {
  ANONYMOUS,
  BY_EVENTS,
  campaignParams,
  daysBefore,
  DEEDS,
  EXPOSURES,
  hourOf,
  MENTIONS,
  type Campaigns,
} from './told.ts';

const DAY_MS = 86_400_000;
const HOURS_A_DAY = 24;

/** What came to a title in a UTC hour, split where whole days to its premiere change. */
export interface HourRow {
  title: string;
  hour: number;
  daysBefore: number;
  views: number;
  mentions: number;
  listAdds: number;
  reminders: number;
}

/** By events: views by each channel's rule, list adds and reminders (of each viewer the first, whatever asset led to it), mentions. */
export function hourRows(store: Store, campaigns: Campaigns): Promise<HourRow[]> {
  const person = `SELECT title, action, min(first_at) AS first_at FROM ${DEEDS} WHERE action > 8 AND ${BY_EVENTS} GROUP BY title, action, viewer`;
  const one = (at: string, what: string, from: string) => `
    SELECT title, ${hourOf(at)} AS hour, ${daysBefore(at)} AS days_before, ${what} FROM ${from} GROUP BY title, hour, days_before`;
  return store.query({
    name: 'buzz.hours',
    lane: 'jobs',
    text: `
      SELECT title, hour, days_before AS daysBefore, sum(v) AS views, sum(m) AS mentions, sum(l) AS listAdds, sum(r) AS reminders
      FROM (
        ${one('viewed', 'count() AS v, 0 AS m, 0 AS l, 0 AS r', `${EXPOSURES} WHERE viewed > 0 AND ${BY_EVENTS}`)}
        UNION ALL
        ${one('first_at', '0, 0, countIf(action = 9), countIf(action = 10)', `(${person})`)}
        UNION ALL
        ${one('at', `countIf(is_view), 0, countIf(action = 'list_add'), countIf(action = 'reminder')`, `${ANONYMOUS} WHERE holdout = 0 AND ${BY_EVENTS}`)}
        UNION ALL
        ${one('at', '0, count(), 0, 0', MENTIONS)}
      )
      GROUP BY title, hour, days_before
      HAVING views + mentions + listAdds + reminders > 0
      ORDER BY title, hour, days_before`,
    params: campaignParams(campaigns),
  });
}

/** One entry of `served_buzz.hours`. */
export interface ServedHour {
  hour: number;
  days_before: number;
  views: number;
  mentions: number;
  list_adds: number;
  exported_views: number;
  exported_list_adds: number;
}

/**
 * What came to a title, oldest first. A day of an export is known when it has ended, so it lies in the last millisecond of it.
 *
 * @param daily of placings whose source is the export
 */
export function servedHours(
  rows: readonly HourRow[],
  daily: readonly DailyRow[],
  premiereMs: number | null,
): ServedHour[] {
  const hours = new Map<string, ServedHour>();
  const entry = (hour: number, daysBefore: number): ServedHour => {
    const key = `${hour} ${daysBefore}`;
    const known = hours.get(key) ?? {
      ...{
        hour,
        days_before: daysBefore,
        views: 0,
        mentions: 0,
        list_adds: 0,
        exported_views: 0,
        exported_list_adds: 0,
      },
    };
    hours.set(key, known);
    return known;
  };
  for (const { hour, daysBefore, views, mentions, listAdds } of rows) {
    const known = entry(hour, daysBefore);
    known.views += views;
    known.mentions += mentions;
    known.list_adds += listAdds;
  }
  for (const { day, metric, value } of daily) {
    if (metric !== 'views' && metric !== 'list_adds') continue;
    const toGoMs = (premiereMs ?? 0) - (day + 1) * DAY_MS;
    const known = entry((day + 1) * HOURS_A_DAY - 1, Math.floor(toGoMs / DAY_MS));
    known[metric === 'views' ? 'exported_views' : 'exported_list_adds'] += value;
  }
  return [...hours.values()].sort((a, b) => a.hour - b.hour || b.days_before - a.days_before);
}
