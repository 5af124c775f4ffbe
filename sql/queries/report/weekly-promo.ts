import type { Store } from '../../clickhouse/store.ts';
import { shelf } from '../shelf.ts';
import { buzzHours, exportedDays, type BuzzHour, type ExportedDay } from '../buzz-rows.ts';
import { fewCountsOf, spikeAt, untoldFrom } from '../buzz-velocity.ts';
import type { Range } from '../read-model.ts';
import { bucketBounds } from '../series.ts';
import { hoursOf } from '../summary.ts';
import { DAY_MS, HOUR_MS } from '../time.ts';
import { changeCell, countCell } from './cells.ts';
import type { ReportCell, ReportWeek } from './model.ts';
import { dayText } from './week.ts';
import { dayName } from './words.ts';

/** An hour with far more than is usual at its hour of the week. */
export interface PromoSpike {
  of: 'views' | 'mentions';
  atMs: number;
  count: number;
  expected: number;
  score: number;
}

/** What a campaign is told of, and what the dictionary calls it. */
const COUNTED = { views: 'promo_views', mentions: 'mentions', listAdds: 'list_adds' } as const;
type Counted = keyof typeof COUNTED;

const BEGAN_LATER = 'The first came when the week before had begun.';
/** How much of a range the exports of a title tell of; all of it where there are none. */
type Reach = 'all' | 'part' | 'none';

/** What came to campaigns in ranges of hours. Exports have days only: a day counts where it begins. */
export class WeeklyPromo {
  readonly #hours: ReadonlyMap<string, readonly BuzzHour[]>;
  readonly #exported: ReadonlyMap<string, readonly ExportedDay[]>;
  /** The last UTC day that exports tell of, of titles with any. */
  readonly #exportedTo: ReadonlyMap<string, number>;

  private constructor(
    hours: ReadonlyMap<string, readonly BuzzHour[]>,
    exported: ReadonlyMap<string, readonly ExportedDay[]>,
    exportedTo: ReadonlyMap<string, number>,
  ) {
    this.#hours = hours;
    this.#exported = exported;
    this.#exportedTo = exportedTo;
  }

  static async of(store: Store, titles: readonly string[]): Promise<WeeklyPromo> {
    const { campaigns } = await shelf(store);
    const [hours, exported] = await Promise.all([buzzHours(store, titles), exportedDays(store, titles)]);
    const ends = [...campaigns].flatMap(([id, { exportedTo }]) =>
      exportedTo === null ? [] : [[id, exportedTo] as const],
    );
    return new WeeklyPromo(hours, exported, new Map(ends));
  }

  /** List adds are those of events: exports of them are known of the whole campaign. */
  sums(title: string, range: Range): Record<'views' | 'mentions' | 'listAdds', number> {
    const { fromHour, toHour } = hoursOf(range);
    const sum = { views: 0, mentions: 0, listAdds: 0 };
    for (const row of this.#hours.get(title) ?? []) {
      if (row.hour < fromHour || row.hour >= toHour) continue;
      sum.views += row.views;
      sum.mentions += row.mentions;
      sum.listAdds += row.listAdds;
    }
    for (const { day, views } of this.#exported.get(title) ?? [])
      if (day * 24 >= fromHour && day * 24 < toHour) sum.views += views;
    return sum;
  }

  /** Why a range is no whole one of what came to a campaign, to compare with: it began after the first day. Null where it is. */
  #notWhole(title: string, of: Counted, { fromMs }: Range): string | null {
    const firstHour = (this.#hours.get(title) ?? []).find((row) => row[of] > 0)?.hour ?? Infinity;
    const firstDay = of === 'views' ? (this.#exported.get(title)?.[0]?.day ?? Infinity) : Infinity;
    const firstMs = Math.min(firstHour, firstDay * 24) * HOUR_MS;
    return Number.isFinite(firstMs) && firstMs >= fromMs + DAY_MS ? BEGAN_LATER : null;
  }

  /** Which share of the views of a range is told by the hour: exports have days only. Null where there are none. */
  partByHour(title: string, range: Range): number | null {
    const { fromHour, toHour } = hoursOf(range);
    const byHour = (this.#hours.get(title) ?? [])
      .filter(({ hour }) => hour >= fromHour && hour < toHour)
      .reduce((sum, { views }) => sum + views, 0);
    const all = this.sums(title, range).views;
    return all > 0 ? Math.min(1, byHour / all) : null;
  }

  /**
   * What came in a week, in the one before, and the change. Where exports do not reach to its end, a week has at least the views
   * that are told; no change is told of two weeks that they tell more of the one than of the other, nor against a week that was no
   * whole one.
   */
  cells(
    title: string,
    of: Counted,
    week: Range,
    before: Range,
  ): [now: ReportCell, before: ReportCell, change: ReportCell] {
    const cell = (range: Range) =>
      of === 'views' ? this.#viewCell(title, range) : countCell(COUNTED[of], this.sums(title, range)[of]);
    const [now, then] = [cell(week), cell(before)];
    const why = (of === 'views' ? this.#notAlike(title, week, before) : null) ?? this.#notWhole(title, of, before);
    return [now, then, why === null ? changeCell(now, then) : { value: null, why }];
  }

  #notAlike(title: string, week: Range, before: Range): string | null {
    const [reach, former] = [this.#reach(title, week), this.#reach(title, before)];
    return reach === former && reach !== 'part' ? null : this.#reachText(title);
  }

  #viewCell(title: string, range: Range): ReportCell {
    const { views } = this.sums(title, range);
    const reach = this.#reach(title, range);
    if (reach === 'all') return countCell('promo_views', views);
    const why = this.#reachText(title);
    if (reach === 'none' && this.#untoldFrom(title) < Infinity) return countCell('promo_views', null, why);
    return { ...countCell('promo_views', views), partial: true, why };
  }

  #reach(title: string, range: Range): Reach {
    const to = this.#exportedTo.get(title);
    const { fromHour, toHour } = hoursOf(range);
    const [first, end] = [Math.ceil(fromHour / 24), Math.ceil(toHour / 24)];
    if (to === undefined || to >= end - 1) return 'all';
    return to < first ? 'none' : 'part';
  }

  #reachText(title: string): string {
    return `Exports reach to ${dayName(dayText((this.#exportedTo.get(title) ?? 0) * DAY_MS))}.`;
  }

  #untoldFrom(title: string): number {
    const since = this.#hours.get(title)?.find(({ views }) => views > 0)?.hour ?? null;
    return untoldFrom({ since }, this.#exportedTo.get(title) ?? null);
  }

  /** By day of the week's zone, of what has hours or days; of a week that goes on no day that has not begun. */
  days(title: string, { range, zone }: ReportWeek, nowMs: number) {
    return bucketBounds(range, 'day', zone)
      .filter(([atMs]) => atMs < nowMs)
      .map(([atMs, endMs]) => {
        const range = { fromMs: atMs, toMs: endMs };
        const { value, partial } = this.#viewCell(title, range);
        return { atMs, endMs, value: value as number | null, open: endMs > nowMs, ...(partial && { partial }) };
      });
  }

  /** The strongest spike of views and of mentions in a range. */
  spikes(title: string, range: Range): PromoSpike[] {
    const { fromHour, toHour } = hoursOf(range);
    return (['views', 'mentions'] as const).flatMap((of) => {
      const counts = fewCountsOf(this.#hours.get(title) ?? [], (row) => row[of]);
      const found = Array.from({ length: Math.max(0, toHour - fromHour) }, (_, i) => fromHour + i).flatMap((hour) => {
        const spike = spikeAt(counts, hour);
        return spike ? [{ of, atMs: hour * HOUR_MS, count: counts.byHour.get(hour) ?? 0, ...spike }] : [];
      });
      const [strongest] = found.sort((a, b) => b.score - a.score || a.atMs - b.atMs);
      return strongest ? [strongest] : [];
    });
  }
}
