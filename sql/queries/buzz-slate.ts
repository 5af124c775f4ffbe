import type { Store } from '../clickhouse/store.ts';
import { rateOf } from './buzz-conversion.ts';
import { Courses, indexNow } from './buzz-course.ts';
import type { SlateBuzz, SlateBuzzRow, Speed } from './buzz-model.ts';
import { buzzHours, exportedDays, type BuzzHour, type ExportedDay } from './buzz-rows.ts';
import { mentionSentiment } from './buzz-sentiment.ts';
import { fewCountsOf, lastHour, spikeAt, untoldFrom } from './buzz-velocity.ts';
import { Voices } from './buzz-voice.ts';
import { figure } from './figure.ts';
import { shelf, type CampaignRun } from './shelf.ts';
import type { TitleDetail } from './read-model.ts';
import { dayNumber, DAY_MS, daysToGo } from './time.ts';

const MOST_ROWS = 200;
const SPARK_DAYS = 28;

/** All campaigns beside each other: those ahead first, the nearest premiere first; then the released ones, the latest first. */
export async function slateBuzz(store: Store, nowMs: number): Promise<SlateBuzz> {
  const { titles, campaigns } = await shelf(store);
  const all = [...campaigns].flatMap(([id, run]) => {
    const detail = titles.get(id)?.detail;
    const toGo = detail?.premiereMs == null ? null : daysToGo(detail.premiereMs, nowMs);
    return detail && hasCampaign(run) ? [{ detail, run, toGo }] : [];
  });
  const shown = all
    .sort((a, b) => placeOf(a.toGo) - placeOf(b.toGo) || (a.detail.id < b.detail.id ? -1 : 1))
    .slice(0, MOST_ROWS);
  const ids = shown.map(({ detail }) => detail.id);
  const [courses, voices, sentimentOf, hours, exported] = await Promise.all([
    Courses.of(
      store,
      shown.map(({ detail }) => detail),
      nowMs,
    ),
    Voices.of(store, nowMs),
    mentionSentiment(store, ids, nowMs),
    buzzHours(store, ids),
    exportedDays(store, ids),
  ]);
  const rowOf = ({ detail, run, toGo }: (typeof shown)[number]): SlateBuzzRow => {
    const { asOfMs } = run;
    const own = hours.get(detail.id) ?? [];
    const untold = untoldFrom({ since: own.find(({ views }) => views > 0)?.hour ?? null }, run.exportedTo);
    const views = untold < Infinity ? NO_HOURS : speedOf(own, 'views', nowMs);
    return {
      ...{ title: infoOf(detail), asOfMs, daysToPremiere: toGo },
      views: figure('promo_views', run.views, asOfMs),
      mentions: figure('mentions', run.mentions, asOfMs),
      listAdds: figure('list_adds', run.listAdds, asOfMs),
      velocity: { views, mentions: speedOf(own, 'mentions', nowMs) },
      buzzIndex: indexNow(courses, detail, asOfMs, nowMs),
      shareOfVoice: voices.share(detail.id),
      mentionSentiment: sentimentOf(detail.id),
      conversion7d: rateOf({ exposed: run.exposed7d, converted: run.converted7d, maturing: run.maturing7d }, asOfMs),
      nextMilestone: detail.milestones.find((milestone) => milestone.atMs > nowMs) ?? null,
      spark: sparkOf(own, exported.get(detail.id) ?? [], untold, dayNumber(nowMs)),
      exportedToMs: run.exportedTo === null ? null : run.exportedTo * DAY_MS,
    };
  };
  const asOfMs = Math.min(nowMs, ...all.map(({ run }) => run.asOfMs));
  const total = (of: 'views' | 'mentions' | 'listAdds') => all.reduce((sum, { run }) => sum + run[of], 0);
  return {
    ...{ asOfMs, window: voices.window, rows: shown.map(rowOf), titles: all.length },
    totals: {
      views: figure('promo_views', total('views'), asOfMs),
      mentions: figure('mentions', total('mentions'), asOfMs),
      listAdds: figure('list_adds', total('listAdds'), asOfMs),
    },
  };
}

const hasCampaign = ({ assets, views, mentions, listAdds }: CampaignRun) => assets + views + mentions + listAdds > 0;

/** Ahead by days to go, then released by days since, then without a premiere. */
const placeOf = (toGo: number | null) => (toGo === null ? Infinity : toGo > 0 ? toGo - 1e6 : -toGo);

/** Of what only exports tell of. */
const NO_HOURS: Speed = { perHour: null, change: null, open: null, spike: null };

function speedOf(rows: readonly BuzzHour[], of: 'views' | 'mentions', nowMs: number): Speed {
  const counts = fewCountsOf(rows, (row) => row[of]);
  const { hour, perHour, change } = lastHour(counts, nowMs);
  const at = (
    [
      ['now', hour + 1],
      ['last', hour],
    ] as const
  ).find(([, each]) => spikeAt(counts, each) !== null);
  return { perHour, change, open: counts.byHour.get(hour + 1) ?? 0, spike: at?.[0] ?? null };
}

/** @param untold the first day of which nobody has told yet */
function sparkOf(
  rows: readonly BuzzHour[],
  exported: readonly ExportedDay[],
  untold: number,
  today: number,
): SlateBuzzRow['spark'] {
  const first = today - SPARK_DAYS + 1;
  const days = Array.from({ length: SPARK_DAYS }, (_, i) => ({ dayMs: (first + i) * DAY_MS, views: 0, mentions: 0 }));
  for (let at = rows.length - 1; at >= 0; at -= 1) {
    const row = rows[at];
    const day = row && days[Math.floor(row.hour / 24) - first];
    if (!row || row.hour < first * 24) break;
    if (!day) continue;
    day.views += row.views;
    day.mentions += row.mentions;
  }
  for (const { day: at, views } of exported) {
    const day = days[at - first];
    if (day) day.views += views;
  }
  return days.map((day, i) => (first + i < untold ? day : { ...day, views: null }));
}

const infoOf = ({ episodeList: _episodes, milestones: _milestones, ...info }: TitleDetail) => info;
