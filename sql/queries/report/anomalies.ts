import { answersByTitle, CURRENT } from '../answers.ts';
import { reasonText } from '../coordinated.ts';
import type { BombPeriod } from '../reception-model.ts';
import { shelf } from '../shelf.ts';
import { countCell, plainCell } from './cells.ts';
import { clockNote, section, type ReportFrame } from './frame.ts';
import type { ReportRow, ReportSection } from './model.ts';
import { LEAST_PART_BY_HOUR } from './told.ts';
import type { WeeklyPromo } from './weekly-promo.ts';
import { column, firstText, percentText, pluralText, rowId, titleText, weekBeforeText } from './words.ts';

/** A change of a title's hours that is worth a line: by half or to double, of enough hours. */
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
    note: `Reviews that look coordinated; the strongest hour of views and mentions far above its usual (of views where at least half of the week’s are told by the hour: daily exports are not); hours that halved or doubled (from ${ENOUGH_HOURS} on); reports that were restated.${leftOut(leaps, moved)}${clockNote(frame.week.zone)}`,
    columns: [
      column('what', 'What', 'text'),
      column('title', 'Title', 'text'),
      column('at', 'When', 'instant'),
      column('value', 'How many', 'count'),
      column('usual', 'Usual', 'count'),
      column('note', 'Note', 'text'),
    ],
    ifEmpty: 'Nothing was out of the ordinary.',
  });
}

export const leftOut = (leaps: readonly unknown[], moved: readonly unknown[]): string =>
  firstText(MOST_SPIKES, leaps.length, 'spikes') + firstText(MOST_MOVES, moved.length, 'halved or doubled hours');

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
        plainCell(expected),
        plainCell('In the hour that begins then; usual at that hour of the week.'),
      ],
    }));
}

/** ` (of the 78 % told by the hour)`; nothing where all are. */
const byHourText = (part: number): string => (part < 1 ? ` (of the ${percentText(part)} told by the hour)` : '');

/** The largest first. */
function moves(hours: readonly Hours[], { week, untilMs }: ReportFrame, nameOf: NameOf): ReportRow[] {
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
        plainCell(change > 0 ? 'Hours doubled' : 'Hours halved'),
        ...[plainCell(nameOf(id)), plainCell(week.range.fromMs)],
        { ...countCell('hours', now), kind: 'hours' },
        { ...countCell('hours', before), kind: 'hours' },
        plainCell(
          `${percentText(Math.abs(change))} ${change > 0 ? 'more' : 'fewer'} than ${weekBeforeText(untilMs < week.range.toMs)}.`,
        ),
      ],
    }));
}

function restated({ context }: ReportFrame): ReportRow[] {
  return (context.restatements ?? []).map(({ week, atMs, changes }) => ({
    id: `restated-${week}-${atMs}`,
    cells: [
      plainCell('A former week was restated'),
      plainCell(`Week of ${week}`),
      plainCell(atMs),
      plainCell(changes),
      plainCell(null, 'None is usual.'),
      plainCell('Numbers that later data changed; the restated report lists them.'),
    ].map((cell) => ({ ...cell, life: true })),
  }));
}
