import { answersByTitle, CURRENT } from '../answers.ts';
import { shelf } from '../shelf.ts';
import type { Range } from '../read-model.ts';
import { viewsOfTitles } from '../slate.ts';
import { hoursOf } from '../summary.ts';
import { HOUR_MS } from '../time.ts';
import type { ReportFrame } from './frame.ts';
import { weeksBefore } from './week.ts';

/** Titles of a week's chart: the most viewed ones. */
export const CHART_LENGTH = 10;
/** Weeks that are looked back, this one among them. */
export const CHART_YEAR = 52;

interface Row {
  title: string;
  weeks: [fromHours: number[], ms: number[]];
}

/** In how many weeks up to this one each title was among the ten most viewed, by views as the slate ranks them; 0 where absent. */
export async function weeksOnChart({ store, week }: ReportFrame): Promise<ReadonlyMap<string, number>> {
  const { titles } = await shelf(store);
  const weeks = Array.from({ length: CHART_YEAR }, (_, back) => weeksBefore(week, back).range).reverse();
  const startOf = (range: Range) => hoursOf(range).fromHour;
  const answers = await answersByTitle<Row>(
    store,
    {
      name: 'report.chart-weeks',
      lane: 'jobs',
      text: `
        SELECT title, sumMapIf([roundDown(hour, {starts:Array(UInt32)})], [toUInt64(hours_ms)], hour >= {fromHour:UInt32} AND hour < {toHour:UInt32}) AS weeks
        FROM served_title_hour FINAL WHERE ${CURRENT} GROUP BY title`,
      params: {
        starts: weeks.map(startOf),
        fromHour: startOf(weeks[0] ?? week.range),
        toHour: hoursOf(week.range).toHour,
      },
    },
    titles.keys(),
  );
  const rows = [...answers.values()].flat();
  const viewsOf = await viewsOfTitles(
    store,
    titles,
    rows.map(({ title }) => title),
  );
  const onChart = new Map<string, number>();
  for (const range of weeks) {
    const viewed = rows.flatMap(({ title, weeks: [starts, sums] }) => {
      const viewedMs = sums[starts.indexOf(startOf(range))] ?? 0;
      return viewedMs > 0 ? [{ title, value: viewsOf(title, viewedMs, range) ?? viewedMs / HOUR_MS }] : [];
    });
    viewed.sort((a, b) => b.value - a.value || (a.title < b.title ? -1 : 1));
    for (const { title } of viewed.slice(0, CHART_LENGTH)) onChart.set(title, (onChart.get(title) ?? 0) + 1);
  }
  return onChart;
}
