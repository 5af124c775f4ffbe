import type { Store } from '../../clickhouse/store.ts';
import { buzzHours, exportedDays, type BuzzHour, type ExportedDay } from '../buzz-rows.ts';
import { countsOf, spikeAt } from '../buzz-velocity.ts';
import type { Range } from '../read-model.ts';
import { bucketBounds } from '../series.ts';
import { hoursOf } from '../summary.ts';
import { DAY_MS, HOUR_MS } from '../time.ts';
import type { ReportWeek } from './model.ts';

/** An hour with far more than is usual at its hour of the week. */
export interface PromoSpike {
  of: 'views' | 'mentions';
  atMs: number;
  count: number;
  expected: number;
  score: number;
}

const BEGAN_LATER = 'The first came when the week before had begun.';

/** What came to campaigns in ranges of hours. Exports have days only: a day counts where it begins. */
export class WeeklyPromo {
  readonly #hours: ReadonlyMap<string, readonly BuzzHour[]>;
  readonly #exported: ReadonlyMap<string, readonly ExportedDay[]>;

  private constructor(
    hours: ReadonlyMap<string, readonly BuzzHour[]>,
    exported: ReadonlyMap<string, readonly ExportedDay[]>,
  ) {
    this.#hours = hours;
    this.#exported = exported;
  }

  static async of(store: Store, titles: readonly string[]): Promise<WeeklyPromo> {
    const [hours, exported] = await Promise.all([buzzHours(store, titles), exportedDays(store, titles)]);
    return new WeeklyPromo(hours, exported);
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
  notWhole(title: string, of: 'views' | 'mentions' | 'listAdds', { fromMs }: Range): string | null {
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

  /** By day of the week's zone, of what has hours or days; of a week that goes on no day that has not begun. */
  days(title: string, { range, zone }: ReportWeek, nowMs: number) {
    return bucketBounds(range, 'day', zone)
      .filter(([atMs]) => atMs < nowMs)
      .map(([atMs, endMs]) => {
        const value = this.sums(title, { fromMs: atMs, toMs: endMs }).views;
        return { atMs, endMs, value, open: endMs > nowMs };
      });
  }

  /** The strongest spike of views and of mentions in a range. */
  spikes(title: string, range: Range): PromoSpike[] {
    const { fromHour, toHour } = hoursOf(range);
    return (['views', 'mentions'] as const).flatMap((of) => {
      const counts = countsOf(this.#hours.get(title) ?? [], (row) => row[of]);
      const found = Array.from({ length: Math.max(0, toHour - fromHour) }, (_, i) => fromHour + i).flatMap((hour) => {
        const spike = spikeAt(counts, hour);
        return spike ? [{ of, atMs: hour * HOUR_MS, count: counts.byHour.get(hour) ?? 0, ...spike }] : [];
      });
      const [strongest] = found.sort((a, b) => b.score - a.score || a.atMs - b.atMs);
      return strongest ? [strongest] : [];
    });
  }
}
