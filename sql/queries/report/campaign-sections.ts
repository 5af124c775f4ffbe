import { titleBuzz } from '../buzz.ts';
import type { Conversion, MilestoneUplift, TitleBuzz } from '../buzz-model.ts';
import type { Range, TitleDetail } from '../read-model.ts';
import { anomalies } from './anomalies.ts';
import { figureCell, ofKind, ofLife, plainCell } from './cells.ts';
import { hourNote, section, type ReportFrame } from './frame.ts';
import { KPI_COLUMNS, kpiCells, kpiCounts, lifeRow, netRow } from './kpis.ts';
import type { ReportRow, ReportSection } from './model.ts';
import { quality } from './quality.ts';
import { netDots, VOICE_COLUMNS, WeeklyVoices } from './weekly-voices.ts';
import { WeeklyPromo } from './weekly-promo.ts';
import { column, rowId, wordText } from './words.ts';

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
  const [now, then] = [promo.sums(title.id, week.range), promo.sums(title.id, before)];
  const sections = [
    section({
      ...{ id: 'kpis', title: 'How was the week of the campaign?', columns: KPI_COLUMNS },
      note: `Views, mentions and list adds are of everything that was told, not a sample: they have no interval. Days of an export count where they begin, and what is not exported yet is not in them (≥); list adds of exports have no days and are left out.${hourNote(week)}`,
      rows: [
        kpiCells('promo_views', promo.viewCells(title.id, week.range, before)),
        kpiCounts('mentions', now.mentions, then.mentions),
        kpiCounts('list_adds', now.listAdds, then.listAdds),
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
        now.views > 0 ? [{ kind: 'days', valueName: 'Promo views', points: promo.days(title.id, week, nowMs) }] : [],
      ifEmpty: '',
    }),
    trailerSection(buzz),
    conversionSection(buzz.conversion),
    upliftSection(buzz.milestones, week.range),
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
      column('views', 'Views', 'count'),
      column('views_24h', 'Within 24 hours', 'count'),
      ...STEPS.map((step, at) => column(step, STEP_NAMES[at] ?? step, 'count')),
      column('view_through', 'View-through', 'share'),
      column('completion', 'Completion', 'share'),
      column('cost', 'Cost', 'money'),
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
      column('exposed', 'Exposed', 'count'),
      column('maturing', 'Too young to tell', 'count'),
      column('rate', 'Started', 'share'),
      column('word', 'It is', 'text'),
      column('ratio', 'Times the holdout', 'multiple'),
      column('difference', 'Above the holdout', 'points'),
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

const UPLIFT_NAMES = { views: 'promo views', mentions: 'mentions', listAdds: 'list adds' } as const;

/** Milestones whose time after them lies in the week or before it, and those of the week. */
function upliftSection(milestones: readonly MilestoneUplift[], week: Range): ReportSection {
  const shown = milestones.filter(
    ({ milestone, window }) =>
      milestone.atMs < week.toMs && (milestone.atMs >= week.fromMs || (window?.toMs ?? 0) > week.fromMs),
  );
  return section({
    ...{ id: 'uplift', title: 'What did milestones add?' },
    note: 'In the days after a milestone, against the course that the title and its like would have taken without it. Milestones of the week, and those of before whose days reach into it.',
    columns: [
      column('milestone', 'Milestone', 'text'),
      column('at', 'When', 'instant'),
      column('metric', 'Measured by', 'text'),

      column('observed', 'Came', 'count'),
      column('expected', 'Expected', 'count'),
      column('uplift', 'More than expected', 'change'),
    ],
    rows: shown.map(({ milestone, metric, observed, expected, uplift }) => ({
      id: rowId(milestone.id),
      cells: [
        ...[plainCell(milestone.name || milestone.form), plainCell(milestone.atMs), plainCell(UPLIFT_NAMES[metric])],
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
