import type { Store } from '../clickhouse/store.ts';
import { meanRating, sumVoices, textsOf, voicesSince, type VoicesAt } from './reception-counts.ts';
import type { PointVoices, ReceptionPoint } from './reception-model.ts';
import { netOf } from './statistics.ts';
import { DAY_MS, HOUR_MS } from './time.ts';

/** Days and hours that are drawn, at most. */
const DAYS = 400;
const HOURS = 7 * 24;

/** What was said by the day from the first voice on, without gaps, and by the hour of the last week. */
export async function receptionSeries(
  store: Store,
  title: string,
  nowMs: number,
): Promise<{ days: ReceptionPoint[]; hours: ReceptionPoint[] }> {
  const [today, hour] = [Math.floor(nowMs / DAY_MS), Math.floor(nowMs / HOUR_MS)];
  const [byDay, byHour] = await Promise.all([
    voicesSince(store, title, 'day', today - DAYS + 1),
    voicesSince(store, title, 'hour', hour - HOURS + 1),
  ]);
  const first = byDay[0]?.at;
  return {
    days: first === undefined ? [] : pointsOf(byDay, first, today, DAY_MS),
    hours: first === undefined ? [] : pointsOf(byHour, hour - HOURS + 1, hour, HOUR_MS),
  };
}

/** What a sender dates ahead is drawn when its time has come. */
function pointsOf(rows: readonly VoicesAt[], from: number, to: number, lengthMs: number): ReceptionPoint[] {
  const byTime = Map.groupBy(rows, ({ at }) => at);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => {
    const at = from + index;
    const own = byTime.get(at) ?? [];
    const of = (kind: VoicesAt['kind']) => pointVoices(own.filter((row) => row.kind === kind));
    return {
      atMs: at * lengthMs,
      endMs: (at + 1) * lengthMs,
      open: at === to,
      groups: { all: pointVoices(own), reviews: of('review'), mentions: of('mention') },
    };
  });
}

function pointVoices(rows: readonly VoicesAt[]): PointVoices {
  const sums = sumVoices(rows);
  const texts = textsOf(sums);
  const net = netOf(texts.positive, texts.negative, texts.positive + texts.neutral + texts.negative);
  return { ...texts, net, ratings: sums.ratings, meanRating: meanRating(sums) };
}
