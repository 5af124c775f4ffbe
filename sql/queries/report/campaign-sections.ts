import { titleBuzz } from '../buzz.ts';
import type { Conversion, MilestoneUplift, TitleBuzz } from '../buzz-model.ts';
import type { Range, TitleDetail } from '../read-model.ts';
import { anomalies } from './anomalies.ts';
import { figureCell, ofKind, ofLife, plainCell } from './cells.ts';
import { clockNote, hourNote, section, type ReportFrame } from './frame.ts';
import { KPI_COLUMNS, kpiCounts, lifeRow, netRow } from './kpis.ts';
import type { ReportRow, ReportSection, ReportWeek } from './model.ts';
import { quality } from './quality.ts';
import { netDots, VOICE_COLUMNS, WeeklyVoices } from './weekly-voices.ts';
import { WeeklyPromo } from './weekly-promo.ts';
import { column, lifeColumn, rowId, wordText } from './words.ts';

const STEPS = ['impressions', 'starts', 'q25', 'q50', 'q75', 'completes'] as const;
const STEP_NAMES = ['Impressions', 'Starts', '25 %', '50 %', '75 %', 'Completes'];
const EXPORT_SILENT = 'The export does not say.';

/** A week of one title's campaign, section by section. */
export async function campaignSections(
  frame: ReportFrame,
  title: TitleDetail,
): Promise<{ asOfMs: number; sections: ReportSection[] }> {
  const { store, week, before, nowMs, context } = frame;
  const buzz = await titleBuzz(store, title.id, nowMs);
  if (buzz === null) throw new Error(`${title.id} left the catalogue while its report was made.`);
  await context.pause?.();
  const promo = await WeeklyPromo.of(store, [title.id]);
  const voices = await WeeklyVoices.of(store, [title.id], week.range, before);
  const counted = (id: Parameters<typeof kpiCounts>[0], of: 'views' | 'mentions' | 'listAdds') =>
    kpiCounts(id, promo.cells(title.id, of, week.range, before));
  const sections = [
    section({
      ...{ id: 'kpis', title: 'How was the week of the campaign?', columns: KPI_COLUMNS },
      note: `Views, mentions and list adds are of everything that was told, not a sample: they have no interval. Days of an export count where they begin, and what is not exported yet is not in them (≥); list adds of exports have no days and are left out.${hourNote(week)}`,
      rows: [
        counted('promo_views', 'views'),
        counted('mentions', 'mentions'),
        counted('list_adds', 'listAdds'),
        netRow(voices.net(title.id, 'mention')),
        lifeRow('buzz_index', 'multiple', buzz.figures.buzzIndex),
        lifeRow('view_through', 'share', buzz.figures.viewThrough),
        lifeRow('conversion_7d', 'share', buzz.figures.conversion7d),
        {
          id: 'share_of_voice',
          cells: lifeRow('share_of_voice', 'share', buzz.figures.shareOfVoice).cells.with(
            0,
            plainCell('Share of voice (of the last seven days)'),
          ),
        },
      ],
      charts:
        promo.sums(title.id, week.range).views > 0
          ? [{ kind: 'days', valueName: 'Trailer views', points: promo.days(title.id, week, nowMs) }]
          : [],
      ifEmpty: '',
    }),
    trailerSection(buzz),
    conversionSection(buzz.conversion),
    upliftSection(buzz.milestones, week, (range) => promo.partByHour(title.id, range)),
    mentions(title.id, voices),
    await anomalies(frame, { titles: [title.id], promo, hours: [] }),
    await quality(frame, buzz.asOfMs),
  ];
  return { asOfMs: buzz.asOfMs, sections };
}

/** Every asset on every channel, of the campaign's life. */
export function trailerSection({ assets }: TitleBuzz): ReportSection {
  const rows = assets.flatMap(({ id, name, form, placings }) =>
    placings.map(({ channel, views, views24h, funnel, viewThrough, completion, cost }): ReportRow => ({
      id: `${rowId(id)}.${rowId(channel)}`,
      cells: [
        ...[
          plainCell(name),
          plainCell(wordText(form, 'Unknown form')),
          plainCell(channel === '' ? 'Unknown channel' : channel),
        ],
        ...[figureCell(views), figureCell(views24h)],
        ...STEPS.map((step) => plainCell(funnel[step], EXPORT_SILENT)),
        ...[figureCell(viewThrough), figureCell(completion), plainCell(cost, EXPORT_SILENT)],
      ].map(ofLife),
    })),
  );
  return section({
    ...{ id: 'trailer', title: 'How far are trailers watched?', rows },
    note: 'Of the campaign’s life. A view is what the channel’s own rule says; cost is in the currency of the export.',
    columns: [
      column('asset', 'Asset', 'text'),
      column('form', 'Form', 'text'),
      column('channel', 'Channel', 'text'),
      lifeColumn('views', 'Views', 'count'),
      column('views_24h', 'Views in their first 24 hours', 'count'),
      ...STEPS.map((step, at) => lifeColumn(step, STEP_NAMES[at] ?? step, 'count')),
      lifeColumn('view_through', 'View-through', 'share'),
      lifeColumn('completion', 'Completion', 'share'),
      lifeColumn('cost', 'Cost', 'money'),
    ],
    ifEmpty: 'No trailer, clip or other asset was ever shown.',
  });
}

function conversionSection(conversion: readonly Conversion[]): ReportSection {
  const shown = conversion.filter(({ exposed, maturing }) => exposed + maturing > 0);
  return section({
    ...{ id: 'conversion', title: 'Do those who saw it start the title?' },
    note: 'Of the campaign’s life. Only against a declared holdout is the difference what the campaign did (lift); otherwise it is an association: who was exposed may have started anyway.',
    columns: [
      column('days', 'Within', 'text'),
      lifeColumn('exposed', 'Exposed', 'count'),
      lifeColumn('maturing', 'Too young to tell', 'count'),
      lifeColumn('rate', 'Started', 'share'),
      column('word', 'It is', 'text'),
      lifeColumn('ratio', 'Times the holdout', 'multiple'),
      lifeColumn('difference', 'Above the holdout', 'points'),
    ],
    rows: shown.map(({ days, exposed, maturing, rate, word, lift }) => ({
      id: `${days}d`,
      cells: [
        ...[
          plainCell(days === 1 ? '1 day' : `${days} days`),
          plainCell(exposed),
          plainCell(maturing),
          figureCell(rate),
        ],
        plainCell(word === 'lift' ? 'a lift' : 'an association'),
        ...[lift?.ratio, lift?.difference].map((figure) =>
          figure ? figureCell(figure) : plainCell(null, 'There is no holdout, or too few people in it.'),
        ),
      ].map(ofLife),
    })),
    ifEmpty: 'Nobody who can be told apart was exposed.',
  });
}

const UPLIFT_NAMES = { views: 'trailer views', mentions: 'mentions', listAdds: 'list adds' } as const;

/**
 * Milestones whose time after them lies in the week or before it, and those of the week.
 *
 * @param partOf which share of a range's views is told by the hour
 */
export function upliftSection(
  milestones: readonly MilestoneUplift[],
  { range: week, zone }: ReportWeek,
  partOf: (range: Range) => number | null,
): ReportSection {
  const shown = milestones.filter(
    ({ milestone, window }) =>
      milestone.atMs < week.toMs && (milestone.atMs >= week.fromMs || (window?.toMs ?? 0) > week.fromMs),
  );
  return section({
    ...{ id: 'uplift', title: 'What did milestones add?' },
    note: `In the days after a milestone, against the course that the title and its like would have taken without it. Milestones of the week, and those of before whose days reach into it. Daily exports have no hours: they are left out, and what is told by the hour is no measure of all where it is less than half.${clockNote(zone)}`,
    columns: [
      column('milestone', 'Milestone', 'text'),
      column('at', 'When', 'instant'),
      column('metric', 'Measured by', 'text'),
      column('part', 'Of these told by the hour', 'share'),
      column('observed', 'Came', 'count'),
      column('expected', 'Expected', 'count'),
      column('uplift', 'More than expected', 'change'),
    ],
    rows: shown.map(({ milestone, metric, observed, expected, uplift, window }) => ({
      id: rowId(milestone.id),
      cells: [
        ...[plainCell(milestone.name || milestone.form), plainCell(milestone.atMs), plainCell(UPLIFT_NAMES[metric])],
        metric === 'views'
          ? plainCell(window && partOf(window), 'There were none.')
          : plainCell(null, 'Told of views only.'),
        ...[observed, expected].map((value) => plainCell(value, uplift.reason ?? 'Not available.')),
        ofKind('change', figureCell(uplift)),
      ].map(ofLife),
    })),
    ifEmpty: 'No milestone lay in this week, or shortly before it.',
  });
}

function mentions(id: string, voices: WeeklyVoices): ReportSection {
  const [positive, neutral, negative, unscored] = voices.cells(id, 'mention');
  const any = [positive, neutral, negative, unscored].some((cell) => cell?.value !== 0);
  return section({
    ...{
      id: 'sentiment',
      title: 'What do mentions say?',
      columns: [column('voices', 'Voices', 'text'), ...VOICE_COLUMNS],
    },
    note: 'Mentions of the week; of each person the newest one.',
    rows: any ? [{ id: 'mentions', cells: [plainCell('Mentions'), ...voices.cells(id, 'mention')] }] : [],
    charts: any ? netDots([{ name: 'Mentions', net: voices.net(id, 'mention').now }]) : [],
    ifEmpty: 'Nobody mentioned it in this week.',
  });
}
