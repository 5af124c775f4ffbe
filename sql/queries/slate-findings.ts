import type { Finding, SlateRow } from './read-model.ts';
import { DAY_MS, daysToGo, HOUR_MS } from './time.ts';

/** Hours under this make no sentence: a few people doubling is no finding. */
const ENOUGH_HOURS = 20;
/** Change of a day's hours on the same weekday before that is worth a sentence. */
const NOTABLE = 0.25;

const title = (row: SlateRow): Finding['parts'][number] => ({
  text: row.title.season === null ? row.title.name : `${row.title.name} S${row.title.season}`,
  strong: true,
  tone: 'title',
});

/** What changed, in at most three sentences that the numbers carry: the lead, the largest move of the last closed day, what comes next. */
export function slateFindings(
  rows: readonly SlateRow[],
  { nowMs, asOfMs }: { nowMs: number; asOfMs: number },
): Finding[] {
  return [lead(rows), mover(rows, nowMs), ahead(rows, asOfMs)].filter((finding) => finding !== null);
}

function lead(rows: readonly SlateRow[]): Finding | null {
  const [first] = rows;
  if (first?.rank !== 1 || first.shareOfSlate.value === null) return null;
  const share = `${Math.round(first.shareOfSlate.value * 100)} %`;
  const moved =
    first.previousRank === null
      ? rows.some((row) => row.previousRank !== null)
        ? ' It was not in the ranking before.'
        : ''
      : first.previousRank === 1
        ? ' It led before, too.'
        : ` It was number ${first.previousRank} before.`;
  return {
    titleId: first.title.id,
    parts: [
      title(first),
      { text: ' leads with ' },
      { text: share, strong: true },
      { text: ` of all hours viewed.${moved}` },
    ],
  };
}

/** Yesterday (the last closed UTC day) against the same weekday a week before, so that weekends do not make news. */
function mover(rows: readonly SlateRow[], nowMs: number): Finding | null {
  const yesterdayMs = (Math.floor(nowMs / DAY_MS) - 1) * DAY_MS;
  const hoursOn = (row: SlateRow, dayMs: number) => row.spark.find((day) => day.dayMs === dayMs)?.hours ?? 0;
  const moves = rows
    .map((row) => ({ row, now: hoursOn(row, yesterdayMs), before: hoursOn(row, yesterdayMs - 7 * DAY_MS) }))
    .filter(({ now, before }) => before >= ENOUGH_HOURS && Math.abs(now / before - 1) >= NOTABLE)
    .sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before));
  const [move] = moves;
  if (!move) return null;
  const up = move.now > move.before;
  const change = `${up ? '+' : '−'}${Math.round(Math.abs(move.now / move.before - 1) * 100)} %`;
  return {
    titleId: move.row.title.id,
    parts: [
      title(move.row),
      { text: up ? ' rose most: yesterday’s hours were ' : ' fell most: yesterday’s hours were ' },
      { text: change, strong: true, tone: up ? 'good' : 'bad' },
      { text: ' on the same weekday a week before.' },
    ],
  };
}

function ahead(rows: readonly SlateRow[], asOfMs: number): Finding | null {
  const next = rows
    .filter((row) => row.nextMilestone !== null)
    .sort((a, b) => (a.nextMilestone?.atMs ?? 0) - (b.nextMilestone?.atMs ?? 0))[0];
  if (!next?.nextMilestone) return null;
  // As its row does.
  const hours = Math.round((next.nextMilestone.atMs - asOfMs) / HOUR_MS);
  const days = daysToGo(next.nextMilestone.atMs, asOfMs);
  return {
    titleId: next.title.id,
    parts: [
      { text: 'Next: ' },
      { text: next.nextMilestone.name || next.nextMilestone.form, strong: true },
      { text: ' of ' },
      title(next),
      { text: hours < 24 ? ' within a day.' : hours < 36 ? ` in ${hours} h.` : ` in ${days} days.` },
    ],
  };
}
