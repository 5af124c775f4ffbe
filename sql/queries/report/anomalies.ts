import { answersByTitle, CURRENT } from '../answers.ts';
import { reasonText } from '../coordinated.ts';
import type { BombPeriod } from '../reception-model.ts';
import { shelf } from '../shelf.ts';
import { countCell, ofKind, plainCell } from './cells.ts';
import { clockNote, section, type ReportFrame } from './frame.ts';
import type { ReportRow, ReportSection } from './model.ts';
import { LEAST_PART_BY_HOUR } from './told.ts';
import type { WeeklyPromo } from './weekly-promo.ts';
import { column, firstText, percentText, pluralText, rowId, titleText, weekBeforeText, weekName } from './words.ts';

/** A change of a title's hours that is worth a line: to half or less, or to double or more, of enough hours and by enough. */
const MOVE_DOWN = -0.5;
const MOVE_UP = 1;
const ENOUGH_HOURS = 20;
const MOST_MOVES = 5;
const MOST_SPIKES = 10;

/** A title's hours in a week and in a whole one before it. */
export interface Hours {
  id: string;
  now: number;
  before: number;
}

/** What was out of the ordinary in a week: waves of reviews that look coordinated, spikes, large moves, restatements. */
export async function anomalies(
  frame: ReportFrame,
  of: { titles: readonly string[]; promo: WeeklyPromo; hours: readonly Hours[] },
): Promise<ReportSection> {
  const { titles } = await shelf(frame.store);
  const nameOf = (id: string) => {
    const title = titles.get(id)?.info;
    return title ? titleText(title) : id;
  };
  const leaps = spikes(frame, of.titles, of.promo, nameOf);
  const moved = moves(of.hours, frame, nameOf);
  const rows = [
    ...(await bombs(frame, of.titles, nameOf)),
    ...leaps.slice(0, MOST_SPIKES),
    ...moved.slice(0, MOST_MOVES),
    ...restated(frame),
  ];
  return section({
    ...{ id: 'anomalies', title: 'What was out of the ordinary?', rows },
    note: `${NOTE}${leftOut(leaps, moved)}${clockNote(frame.week.zone)}`,
    columns: [
      column('what', 'What', 'text'),
      column('title', 'Title or week', 'text'),
      column('at', 'When', 'instant'),
      column('value', 'How many', 'count'),
      column('usual', 'Usual, or the week before', 'count'),
      column('unit', 'Unit', 'text'),
      column('note', 'Note', 'text'),
    ],
    ifEmpty: 'Nothing was out of the ordinary.',
  });
}

const NOTE = [
  'Reviews that look coordinated; each title’s strongest spike of trailer views and of mentions (of views where at least half of the week’s are told by the hour: daily exports are not);',
  `titles with at most half or at least twice the hours of the week before, where that had ${ENOUGH_HOURS} hours or more and the difference is as much;`,
  'reports that were restated. What is usual in an hour is the median of that hour of the week and the two beside it in the four weeks before; of what is younger than two weeks, of these hours of the seven days before.',
].join(' ');

/** What the numbers of a row count: they stand in one column. */
const UNITS = {
  reviews: plainCell('reviews'),
  views: plainCell('trailer views an hour'),
  mentions: plainCell('mentions an hour'),
  hours: plainCell('hours viewed'),
  numbers: plainCell('numbers that changed'),
};

export const leftOut = (leaps: readonly unknown[], moved: readonly unknown[]): string =>
  firstText(MOST_SPIKES, leaps.length, 'spikes') +
  firstText(MOST_MOVES, moved.length, 'titles whose hours at least halved or doubled');

type NameOf = (id: string) => string;

async function bombs({ store, week }: ReportFrame, ids: readonly string[], nameOf: NameOf): Promise<ReportRow[]> {
  const answers = await answersByTitle<{ title: string; bombs: string }>(
    store,
    {
      name: 'report.bombs',
      lane: 'jobs',
      of: 'receptions',
      text: `SELECT title, JSONExtractRaw(detail, 'bombs') AS bombs FROM served_reception FINAL WHERE ${CURRENT}`,
    },
    ids,
  );
  const rows = [...answers.values()]
    .flat()
    .flatMap(({ title, bombs: text }) =>
      ((text === '' ? [] : JSON.parse(text)) as BombPeriod[]).map((period) => ({ title, ...period })),
    );
  return rows
    .filter(({ fromMs, untilMs }) => fromMs < week.range.toMs && (untilMs ?? Infinity) > week.range.fromMs)
    .sort((a, b) => a.fromMs - b.fromMs || (a.title < b.title ? -1 : 1))
    .map(({ title, fromMs, reviews, suspects, reasons, end }, at) => ({
      id: `bomb-${at + 1}`,
      cells: [
        plainCell('Reviews that look coordinated'),
        plainCell(nameOf(title)),
        plainCell(fromMs),
        countCell('review_bomb', suspects),
        plainCell(null, 'The note tells what is usual.'),
        UNITS.reviews,
        plainCell(
          [
            `Of ${pluralText(reviews, 'review')} of those hours.`,
            ...reasons.map((reason) => reasonText(reason, end)),
          ].join(' '),
        ),
      ],
    }));
}

/** The strongest first. */
export function spikes(
  { week }: Pick<ReportFrame, 'week'>,
  ids: readonly string[],
  promo: Pick<WeeklyPromo, 'spikes' | 'partByHour'>,
  nameOf: NameOf,
): ReportRow[] {
  return ids
    .flatMap((title) => {
      const part = promo.partByHour(title, week.range) ?? 1;
      return promo.spikes(title, week.range).map((spike) => ({ title, part, ...spike }));
    })
    .filter(({ of, part }) => of === 'mentions' || part >= LEAST_PART_BY_HOUR)
    .sort((a, b) => b.score - a.score || (a.title < b.title ? -1 : 1))
    .map(({ title, part, of, atMs, count, expected }) => ({
      id: `${of}-${rowId(title)}`,
      cells: [
        plainCell(of === 'views' ? `A spike of trailer views${byHourText(part)}` : 'A spike of mentions'),
        ...[plainCell(nameOf(title)), plainCell(atMs)],
        countCell(of === 'views' ? 'promo_velocity' : 'mention_velocity', count),
        // A median of counts may lie between two of them.
        Number.isInteger(expected) ? plainCell(expected) : ofKind('number', plainCell(expected)),
        UNITS[of],
        plainCell('In the hour that begins then.'),
      ],
    }));
}

/** ` (of the 78 % told by the hour)`; nothing where all are. */
const byHourText = (part: number): string => (part < 1 ? ` (of the ${percentText(part)} told by the hour)` : '');

/** The largest first. */
export function moves(
  hours: readonly Hours[],
  { week, untilMs }: Pick<ReportFrame, 'week' | 'untilMs'>,
  nameOf: NameOf,
): ReportRow[] {
  const weekBefore = weekBeforeText(untilMs < week.range.toMs);
  return hours
    .map((own) => ({ ...own, change: own.now / own.before - 1 }))
    .filter(
      ({ before, now, change }) =>
        before >= ENOUGH_HOURS && Math.abs(now - before) >= ENOUGH_HOURS && (change <= MOVE_DOWN || change >= MOVE_UP),
    )
    .sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before) || (a.id < b.id ? -1 : 1))
    .map(({ id, now, before, change }) => ({
      id: `move-${rowId(id)}`,
      cells: [
        plainCell(change > 0 ? 'At least twice the hours' : 'At most half the hours'),
        ...[plainCell(nameOf(id)), plainCell(week.range.fromMs)],
        ofKind('hours', countCell('hours', now)),
        ofKind('hours', countCell('hours', before)),
        UNITS.hours,
        plainCell(
          `In the week that begins then: ${change > 0 ? `${(1 + change).toFixed(1)} times as many as` : `${percentText(-change)} fewer than`} ${weekBefore}.`,
        ),
      ],
    }));
}

export function restated({ context }: Pick<ReportFrame, 'context'>): ReportRow[] {
  return (context.restatements ?? []).map(({ week, atMs, changes }) => ({
    id: `restated-${week}-${atMs}`,
    cells: [
      plainCell('A former week was restated'),
      plainCell(weekName(week)),
      plainCell(atMs),
      plainCell(changes),
      plainCell(null, 'None is usual.'),
      UNITS.numbers,
      plainCell('The restatement lists what changed, and why.'),
    ].map((cell) => ({ ...cell, life: true })),
  }));
}
