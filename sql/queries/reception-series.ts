import type { Store } from '../clickhouse/store.ts';
import { meanRating, sumVoices, textsOf, voicesSince, type VoicesAt } from './reception-counts.ts';
import { SERIES_DAYS, type PointVoices, type Reception, type ReceptionPoint } from './reception-model.ts';
import { netOf } from './statistics.ts';
import { DAY_MS, HOUR_MS } from './time.ts';

/** Hours that are drawn. */
const HOURS = 7 * 24;
/** Squares of ratings are stored of thousandths of 0…10. */
const THOUSANDTHS = 1e3;

/**
 * What was said by the day without gaps, and by the hour of the last week. Days begin with the first voice of the 400 days up to
 * the newest, and end today, or with the newest where that is older than those.
 *
 * @param counts whether voices that are suspects or none take part
 */
export async function receptionSeries(
  store: Store,
  title: string,
  nowMs: number,
  counts: (voices: VoicesAt) => boolean,
): Promise<Pick<Reception, 'days' | 'beforeDays' | 'hours'>> {
  const [today, hour] = [Math.floor(nowMs / DAY_MS), Math.floor(nowMs / HOUR_MS)];
  const [byDay, byHour] = (
    await Promise.all([voicesSince(store, title, 'day', 0), voicesSince(store, title, 'hour', hour - HOURS + 1)])
  ).map((rows) => rows.filter(counts)) as [VoicesAt[], VoicesAt[]];
  const newest = byDay.findLast(({ at }) => at <= today)?.at ?? today;
  const last = newest > today - SERIES_DAYS ? today : newest;
  const first = byDay.find(({ at }) => at > last - SERIES_DAYS)?.at;
  return {
    days: first === undefined ? [] : pointsOf(byDay, first, last, DAY_MS, today),
    beforeDays: first === undefined ? 0 : sumVoices(byDay.filter(({ at }) => at < first)).voices,
    hours: first === undefined ? [] : pointsOf(byHour, hour - HOURS + 1, hour, HOUR_MS, hour),
  };
}

/** What a sender dates ahead is drawn when its time has come. */
function pointsOf(
  rows: readonly VoicesAt[],
  from: number,
  to: number,
  lengthMs: number,
  now: number,
): ReceptionPoint[] {
  const byTime = Map.groupBy(rows, ({ at }) => at);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => {
    const at = from + index;
    const own = byTime.get(at) ?? [];
    const of = (which: (row: VoicesAt) => boolean) => pointVoices(own.filter(which));
    return {
      atMs: at * lengthMs,
      endMs: (at + 1) * lengthMs,
      open: at === now,
      groups: {
        all: pointVoices(own),
        reviews: of(({ kind }) => kind === 'review'),
        mentions: of(({ kind }) => kind === 'mention'),
        verified: of(({ verified }) => verified === 1),
      },
    };
  });
}

function pointVoices(rows: readonly VoicesAt[]): PointVoices {
  const sums = sumVoices(rows);
  const texts = textsOf(sums);
  const net = netOf(texts.positive, texts.negative, texts.positive + texts.neutral + texts.negative);
  return {
    ...{ ...texts, net, ratings: sums.ratings, meanRating: meanRating(sums) },
    ratingSquares: sums.ratingSquares / THOUSANDTHS ** 2,
  };
}
