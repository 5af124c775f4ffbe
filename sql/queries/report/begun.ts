import { answersByTitle, CURRENT } from '../answers.ts';
import type { TitleInfo } from '../read-model.ts';
import { DAY_MS, HOUR_MS } from '../time.ts';
import type { ReportFrame } from './frame.ts';
import { OUT_LATER } from './words.ts';

const VIEWED_LATER = 'It was first viewed when the week before had begun.';

/**
 * Titles whose week before is no whole one, with why: a premiere lies in it, or in the week that is told. What is more or less
 * than a part of a week says nothing of the title. One that nobody viewed in the first day after its premiere, or that has
 * none, begins with its first viewing.
 */
export async function notWholeBefore(
  { store, before }: ReportFrame,
  titles: readonly TitleInfo[],
): Promise<ReadonlyMap<string, string>> {
  const first = await answersByTitle<{ title: string; hour: number }>(
    store,
    {
      name: 'report.first-hour',
      lane: 'jobs',
      text: `SELECT title, min(hour) AS hour FROM served_title_hour FINAL WHERE ${CURRENT} AND hours_ms > 0 GROUP BY title`,
    },
    titles.map(({ id }) => id),
  );
  const reasons = new Map<string, string>();
  for (const { id, premiereMs } of titles) {
    const [row] = first.get(id) ?? [];
    const viewedMs = row ? row.hour * HOUR_MS : -Infinity;
    if ((premiereMs ?? -Infinity) > before.fromMs) reasons.set(id, OUT_LATER);
    else if (viewedMs >= before.fromMs + (premiereMs === null ? 1 : DAY_MS)) reasons.set(id, VIEWED_LATER);
  }
  return reasons;
}
