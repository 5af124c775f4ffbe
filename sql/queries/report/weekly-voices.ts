import type { Store } from '../../clickhouse/store.ts';
import { answersByTitle, CURRENT } from '../answers.ts';
import type { Range } from '../read-model.ts';
import { netSentiment, sumVoices, textsOf, VOICE_SUMS, type VoiceSums } from '../reception-counts.ts';
import { hoursOf } from '../summary.ts';
import { differenceCell, figureCell, plainCell } from './cells.ts';
import type { ReportCell, ReportChart } from './model.ts';
import { column } from './words.ts';

interface Row extends VoiceSums {
  title: string;
  kind: 'review' | 'mention';
  /** 1: of the week; 0: of what it is compared with. */
  current: number;
}

/** What was said of some titles in a week and in the one before, by the UTC hour in which it was. */
export class WeeklyVoices {
  readonly #rows: ReadonlyMap<string, readonly Row[]>;

  private constructor(rows: ReadonlyMap<string, readonly Row[]>) {
    this.#rows = rows;
  }

  static async of(store: Store, titles: Iterable<string>, week: Range, before: Range): Promise<WeeklyVoices> {
    const rows = await answersByTitle<Row>(
      store,
      {
        name: 'report.voices',
        lane: 'jobs',
        of: 'receptions',
        text: `
          SELECT title, kind, toUInt8(hour >= {fromHour:UInt32}) AS current, ${VOICE_SUMS}
          FROM served_reception_hour FINAL
          WHERE ${CURRENT} AND (hour >= {fromHour:UInt32} AND hour < {toHour:UInt32} OR hour >= {beforeHour:UInt32} AND hour < {beforeEndHour:UInt32})
          GROUP BY title, kind, current`,
        params: { ...hoursOf(week), beforeHour: hoursOf(before).fromHour, beforeEndHour: hoursOf(before).toHour },
      },
      titles,
    );
    return new WeeklyVoices(rows);
  }

  /** Texts of the week, scored or not. */
  texts(title: string | null): number {
    const { positive, neutral, negative, unscored } = textsOf(this.#sum(title, 1));
    return positive + neutral + negative + unscored;
  }

  /** The cells of {@link VOICE_COLUMNS}, of one title (null: of all), of one kind of voice or of both. */
  cells(title: string | null, kind?: Row['kind']): ReportCell[] {
    const { positive, neutral, negative, unscored } = textsOf(this.#sum(title, 1, kind));
    return [
      ...[positive, neutral, negative, unscored].map((texts) => plainCell(texts)),
      ...Object.values(this.net(title, kind)),
    ];
  }

  /** Net sentiment of the week, of what it is compared with, and the difference. */
  net(title: string | null, kind?: Row['kind']): Record<'now' | 'before' | 'change', ReportCell> {
    // A cell says nothing of when it was true.
    const net = (current: number) => figureCell(netSentiment(this.#sum(title, current, kind), 0));
    const [now, before] = [net(1), net(0)];
    return { now, before, change: differenceCell(now, before) };
  }

  #sum(title: string | null, current: number, kind?: Row['kind']): VoiceSums {
    const rows = title === null ? [...this.#rows.values()].flat() : (this.#rows.get(title) ?? []);
    return sumVoices(rows.filter((row) => row.current === current && (kind === undefined || row.kind === kind)));
  }
}

export const VOICE_COLUMNS = [
  column('positive', 'Positive texts', 'count'),
  column('neutral', 'Neutral texts', 'count'),
  column('negative', 'Negative texts', 'count'),
  column('unscored', 'Texts not scored', 'count'),
  column('net', 'Net sentiment', 'net'),
  column('net_before', 'Net sentiment, week before', 'net'),
  column('net_change', 'Net sentiment, change', 'net'),
];

/** Net sentiment with its interval, of those that have one. */
export function netDots(rows: readonly { name: string; net: ReportCell }[]): ReportChart[] {
  const dots = rows.flatMap(({ name, net: { value, interval = null } }) =>
    typeof value === 'number' ? [{ name, value, interval }] : [],
  );
  return dots.length === 0 ? [] : [{ kind: 'dots', center: 0, valueName: 'Net sentiment', rows: dots }];
}
