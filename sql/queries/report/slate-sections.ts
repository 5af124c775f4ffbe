import { titleAudience } from '../audience.ts';
import { METRICS } from '../definitions.ts';
import type { AudienceSegment, Figure, Slate, SlateRow, TitleInfo } from '../read-model.ts';
import { shelf } from '../shelf.ts';
import { slate } from '../slate.ts';
import { slateBuzz } from '../buzz-slate.ts';
import { daysToGo } from '../time.ts';
import { anomalies } from './anomalies.ts';
import { notWholeBefore } from './begun.ts';
import { changeCell, figureCell, ofLife, plainCell } from './cells.ts';
import { CHART_LENGTH, CHART_YEAR, weeksOnChart } from './chart-weeks.ts';
import { dayNote, hourNote, section, type ReportFrame } from './frame.ts';
import { KPI_COLUMNS, kpiRow, netRow, viewersRow } from './kpis.ts';
import { slateLaunches } from './launch-section.ts';
import type { ReportRow, ReportSection, ReportWeek } from './model.ts';
import { quality } from './quality.ts';
import { territoryRows, TERRITORY_COLUMNS } from './territories.ts';
import { isAboveAll, type Number95 } from './told.ts';
import { netDots, VOICE_COLUMNS, WeeklyVoices } from './weekly-voices.ts';
import { WeeklyPromo } from './weekly-promo.ts';
import { column, firstText, rowId, titleText } from './words.ts';

const MOST_TERRITORY_TITLES = 10;
const COUNTRIES_OF_A_TITLE = 3;
const MOST_TALKED_ABOUT = 30;

/** A week of all titles, section by section. */
export async function slateSections(frame: ReportFrame): Promise<{ asOfMs: number; sections: ReportSection[] }> {
  const { store, week, before, nowMs, context } = frame;
  const pause = () => context.pause?.();
  const now = await slate(store, week.range, nowMs, before);
  await pause();
  const then = await slate(store, before, nowMs);
  await pause();
  const { titles } = await shelf(store);
  const voices = await WeeklyVoices.of(store, titles.keys(), week.range, before);
  const promo = await WeeklyPromo.of(store, [...titles.keys()]);
  await pause();
  const viewed = now.rows.filter(({ rank }) => rank !== null);
  const hoursThen = new Map(then.rows.map((row) => [row.title.id, row.hours]));
  const notWhole = await notWholeBefore(
    frame,
    now.rows.map(({ title }) => title),
  );
  const sections = [
    kpis(frame, now, then, voices),
    ranking(week, viewed, now.ranked, { hoursThen, notWhole, onChart: await weeksOnChart(frame) }),
    await slateLaunches(
      frame,
      viewed.map(({ title }) => title),
    ),
    sentiment(now.rows, voices),
    await trailer(frame, promo),
    await territories(frame, viewed),
    await anomalies(frame, {
      titles: [...titles.keys()],
      promo,
      // Also of what was viewed the week before and not any more: nothing falls further.
      hours: now.rows
        .filter(({ title }) => !notWhole.has(title.id))
        .map(({ title: { id }, hours }) => ({
          id,
          now: hours.value ?? 0,
          before: hoursThen.get(id)?.value ?? 0,
        })),
    }),
    await quality(frame, now.asOfMs),
  ];
  return { asOfMs: now.asOfMs, sections };
}

export function kpis(
  frame: Pick<ReportFrame, 'week' | 'untilMs'>,
  { totals }: Slate,
  { totals: then }: Slate,
  voices: Pick<WeeklyVoices, 'net'>,
): ReportSection {
  return section({
    ...{ id: 'kpis', title: 'How was the week?', columns: KPI_COLUMNS },
    note: `Hours, views and starts are of everything that was played, not a sample: they have no interval. Views are of titles with a known runtime; a starter counts once a title.${dayNote(frame.week)}${hourNote(frame.week)}`,
    rows: [
      kpiRow('hours', 'hours', totals.hours, then.hours),
      kpiRow('views', 'count', totals.views, then.views),
      viewersRow(frame, totals.viewers, then.viewers),
      kpiRow('starters', 'count', totals.starters, then.starters),
      kpiRow('starts', 'count', totals.starts, then.starts),
      netRow(voices.net(null)),
    ],
    ifEmpty: '',
  });
}

interface Past {
  /** Hours of the week before. */
  hoursThen: ReadonlyMap<string, Figure>;
  /** Why a title's week before was no whole one. */
  notWhole: ReadonlyMap<string, string>;
  /** In how many weeks a title was on the chart. */
  onChart: ReadonlyMap<string, number>;
}

export function ranking(
  week: ReportWeek,
  viewed: readonly SlateRow[],
  ranked: number,
  { hoursThen, notWhole, onChart }: Past,
): ReportSection {
  const rows = viewed.map((row): ReportRow => {
    const hours = figureCell(row.hours);
    const before = hoursThen.get(row.title.id);
    const why = notWhole.get(row.title.id);
    return {
      id: rowId(row.title.id),
      cells: [
        plainCell(row.rank),
        plainCell(row.previousRank, 'It was not viewed the week before.'),
        plainCell(onChart.get(row.title.id) ?? 0),
        plainCell(titleText(row.title)),
        hours,
        why === undefined ? changeCell(hours, before ? figureCell(before) : plainCell(null)) : plainCell(null, why),
        ...[row.views, row.viewers, row.starters, row.shareOfSlate].map(figureCell),
        ofLife(figureCell(row.completion7d)),
      ],
    };
  });
  const first = viewed.slice(0, CHART_LENGTH);
  // One axis has one unit.
  const drawn = first.every(({ views }) => views.value !== null) ? 'views' : 'hours';
  return section({
    ...{ id: 'ranking', title: 'What was viewed most?', rows },
    note: `By views, by hours where the runtime is unknown. Weeks on the chart: in how many of the last ${CHART_YEAR}, this one among them, it was one of the ${CHART_LENGTH} most viewed.${dayNote(week)}${firstText(viewed.length, ranked, 'titles')}`,
    columns: [
      column('rank', 'Rank', 'rank'),
      column('last', 'Rank, week before', 'rank'),
      column('weeks', 'Weeks on the chart', 'count'),
      column('title', 'Title', 'text'),
      column('hours', 'Hours viewed', 'hours'),
      column('change', 'Hours viewed, change', 'change'),
      column('views', 'Views', 'count'),
      column('viewers', 'Viewers', 'count'),
      column('starters', 'Starters', 'count'),
      column('share', 'Share of hours', 'share'),
      column('completion_7d', 'Completion within 7 days (of its life)', 'share'),
    ],
    charts: [
      {
        ...{ kind: 'dots', center: null, valueName: METRICS[drawn].name },
        rows: first
          .map((row) => ({ name: titleText(row.title), value: row[drawn].value ?? 0, interval: null }))
          // The ten are chosen by rank; a reader of dots expects them in order.
          .sort((a, b) => b.value - a.value),
      },
    ],
    ifEmpty: 'Nothing was viewed in this week.',
  });
}

function sentiment(all: readonly SlateRow[], voices: WeeklyVoices): ReportSection {
  const talked = all
    .map(({ title, rating }) => ({ title, rating, texts: voices.texts(title.id) }))
    .filter(({ texts }) => texts > 0)
    .sort((a, b) => b.texts - a.texts || (a.title.id < b.title.id ? -1 : 1))
    .slice(0, MOST_TALKED_ABOUT);
  return section({
    ...{ id: 'sentiment', title: 'What was said?' },
    note: `Reviews and mentions of the week, of at most the ${MOST_TALKED_ABOUT} titles with most of them.`,
    columns: [
      column('title', 'Title', 'text'),
      ...VOICE_COLUMNS,
      column('rating', `${METRICS.rating.name} (of its life)`, 'rating'),
    ],
    rows: talked.map(({ title, rating }) => ({
      id: rowId(title.id),
      cells: [plainCell(titleText(title)), ...voices.cells(title.id), ofLife(figureCell(rating))],
    })),
    charts: netDots(talked.map(({ title }) => ({ name: titleText(title), net: voices.net(title.id).now }))),
    ifEmpty: 'Nobody said anything in this week of a title that is viewed or ahead.',
  });
}

/** Campaigns beyond those that are looked at may have moved, too. */
export const campaignsText = ({ rows, titles }: { rows: readonly unknown[]; titles: number }): string =>
  firstText(rows.length, titles, 'campaigns, those ahead before the released');

async function trailer(frame: ReportFrame, promo: WeeklyPromo): Promise<ReportSection> {
  const { store, week, before, nowMs, untilMs } = frame;
  const all = await slateBuzz(store, nowMs);
  await frame.context.pause?.();
  const rows = all.rows.flatMap((row): ReportRow[] => {
    const { id, premiereMs } = row.title;
    const [now, then] = [promo.sums(id, week.range), promo.sums(id, before)];
    if (now.views + now.mentions + now.listAdds + then.views + then.mentions + then.listAdds === 0) return [];
    return [
      {
        id: rowId(id),
        cells: [
          plainCell(titleText(row.title)),
          plainCell(premiereMs === null ? null : daysToGo(premiereMs, untilMs), 'It has no premiere.'),
          ...promo.cells(id, 'views', week.range, before),
          ...promo.cells(id, 'mentions', week.range, before),
          ...[row.buzzIndex, row.shareOfVoice, row.conversion7d].map((figure) => ofLife(figureCell(figure))),
        ],
      },
    ];
  });
  return section({
    ...{ id: 'trailer', title: 'Whose campaign was heating up?', rows },
    note: `Views that channels have not exported yet are not in them (≥). Buzz index and share of voice are of the day on which the report was made. Days to the premiere are from the end of the week.${campaignsText(all)}`,
    columns: [
      column('title', 'Title', 'text'),
      column('to_premiere', 'Days to premiere', 'days'),
      column('views', 'Trailer views', 'count'),
      column('views_before', 'Trailer views, week before', 'count'),
      column('views_change', 'Trailer views, change', 'change'),
      column('mentions', 'Mentions', 'count'),
      column('mentions_before', 'Mentions, week before', 'count'),
      column('mentions_change', 'Mentions, change', 'change'),
      column('buzz_index', 'Buzz index (when reported)', 'multiple'),
      column('share_of_voice', 'Share of voice (last 7 days)', 'share'),
      column('conversion_7d', 'Conversion within 7 days (of its life)', 'share'),
    ],
    ifEmpty: 'No campaign had any views, mentions or list adds in this week or the one before.',
  });
}

async function territories(frame: ReportFrame, viewed: readonly SlateRow[]): Promise<ReportSection> {
  const told: { title: TitleInfo; segment: AudienceSegment; index: Number95 }[] = [];
  for (const { title } of viewed.slice(0, MOST_TERRITORY_TITLES)) {
    const audience = await titleAudience(frame.store, title.id, frame.nowMs, { dimension: 'country' });
    await frame.context.pause?.();
    for (const segment of audience?.segments ?? []) {
      const { value, interval = null } = segment.index;
      if (value !== null) told.push({ title, segment, index: { value, interval } });
    }
  }
  const above = told
    .filter(({ index }) => isAboveAll(index, told.length))
    .sort((a, b) => b.index.value - a.index.value);
  const rows = viewed.flatMap(({ title }) =>
    territoryRows(
      above
        .filter((one) => one.title === title)
        .slice(0, COUNTRIES_OF_A_TITLE)
        .map(({ segment }) => segment),
    ).map(({ id, cells }) => ({
      id: `${rowId(title.id)}.${id}`,
      cells: [plainCell(titleText(title)), ...cells.map(ofLife)],
    })),
  );
  return section({
    ...{ id: 'territories', title: 'Where do titles do better than elsewhere?', rows },
    note: `Of the titles’ lives: up to ${COUNTRIES_OF_A_TITLE} countries of each of the ${MOST_TERRITORY_TITLES} most viewed whose index lies above 100 beyond chance, all of them together. Viewers are in tens; countries under 50 viewers are withheld.`,
    columns: [column('title', 'Title', 'text'), ...TERRITORY_COLUMNS],
    ifEmpty: 'No country stands out from chance.',
  });
}
