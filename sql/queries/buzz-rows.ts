import type { Lane, Store } from '../clickhouse/store.ts';
import type { BuzzDetail } from './buzz-detail.ts';
import { answersByTitle, CURRENT, whileUnchanged } from './answers.ts';

/** What came to a title in a UTC hour since the epoch; views without those of exports, which have no hours. */
export interface BuzzHour {
  hour: number;
  views: number;
  mentions: number;
  listAdds: number;
}

/** Exported views by UTC day since the epoch. */
export interface ExportedDay {
  day: number;
  views: number;
}

/** By hour, oldest first; hours in which nothing came are absent. */
export async function buzzHours(
  store: Store,
  titles: Iterable<string>,
  lane: Lane = 'pages',
): Promise<Map<string, readonly BuzzHour[]>> {
  return answersByTitle<BuzzHour & { title: string }>(
    store,
    {
      ...{ name: 'buzz.hours', lane },
      of: 'campaigns',
      text: `
        SELECT title, h.hour AS hour, sum(h.views) AS views, sum(h.mentions) AS mentions, sum(h.list_adds) AS listAdds
        FROM served_buzz FINAL ARRAY JOIN hours AS h WHERE ${CURRENT}
        GROUP BY title, hour HAVING sum(h.views) + sum(h.mentions) + sum(h.list_adds) > 0 ORDER BY title, hour`,
    },
    titles,
  );
}

/** What was exported of views, oldest day first. */
export async function exportedDays(
  store: Store,
  titles: Iterable<string>,
): Promise<Map<string, readonly ExportedDay[]>> {
  return answersByTitle<ExportedDay & { title: string }>(
    store,
    {
      name: 'buzz.exported-days',
      of: 'campaigns',
      text: `
        SELECT title, intDiv(h.hour, 24) AS day, sum(h.exported_views) AS views
        FROM served_buzz FINAL ARRAY JOIN hours AS h WHERE ${CURRENT}
        GROUP BY title, day HAVING sum(h.exported_views) != 0 ORDER BY title, day`,
    },
    titles,
  );
}

/** What came to a title with so many whole days still to go to its premiere (negative: after it). */
export interface CourseRow {
  daysBefore: number;
  views: number;
  mentions: number;
  listAdds: number;
}

/** The most days to go first. */
export async function courseRows(store: Store, titles: Iterable<string>): Promise<Map<string, readonly CourseRow[]>> {
  return answersByTitle<CourseRow & { title: string }>(
    store,
    {
      name: 'buzz.course',
      of: 'campaigns',
      text: `
        SELECT title, h.days_before AS daysBefore, sum(h.views) + sum(h.exported_views) AS views, sum(h.mentions) AS mentions,
          sum(h.list_adds) + sum(h.exported_list_adds) AS listAdds
        FROM served_buzz FINAL ARRAY JOIN hours AS h WHERE ${CURRENT}
        GROUP BY title, daysBefore ORDER BY title, daysBefore DESC`,
    },
    titles,
  );
}

const NO_DETAIL: BuzzDetail = { assets: [], placings: [], kinds: [], conversion: [] };

/** What does not add up of a title's campaign. */
export async function buzzDetail(store: Store, title: string): Promise<BuzzDetail> {
  const answers = await answersByTitle<{ title: string; detail: string }>(
    store,
    { name: 'title.buzz', of: 'campaigns', text: `SELECT title, detail FROM served_buzz FINAL WHERE ${CURRENT}` },
    [title],
  );
  const [row] = answers.get(title) ?? [];
  return row ? (JSON.parse(row.detail) as BuzzDetail) : NO_DETAIL;
}

/** What was said in a week, of all titles. */
export interface VoiceRow {
  /** First UTC hour after the window. */
  hour: number;
  asOfMs: number;
  authors: number;
  mentions: number;
  squares: number;
  titles: { title: string; mentions: number; squares: number; byAll: number }[];
}

/** Null before anything was counted. */
export async function voiceRow(store: Store): Promise<VoiceRow | null> {
  const [row] = await whileUnchanged(store, 'buzz.voice', () =>
    store.query<Omit<VoiceRow, 'titles'> & { titles: [string, number, number, number][] }>({
      name: 'buzz.voice',
      text: `
        SELECT hour, toUnixTimestamp64Milli(as_of) AS asOfMs, authors, mentions, mention_squares AS squares,
          arrayMap(t -> tuple(t.1, t.2, t.3, t.4), titles) AS titles
        FROM served_voice FINAL`,
    }),
  );
  if (!row) return null;
  const titles = row.titles.map(([title, mentions, squares, byAll]) => ({ title, mentions, squares, byAll }));
  return { ...row, titles };
}
