import { titleAudience } from '../audience.ts';
import { titleBuzz } from '../buzz.ts';
import { titleCompletion } from '../completion.ts';
import { METRICS } from '../definitions.ts';
import type { Completion, TitleDetail } from '../read-model.ts';
import { titleReception } from '../reception.ts';
import type { Driver, Quote, Reception } from '../reception-model.ts';
import { titleSummary } from '../summary.ts';
import { anomalies } from './anomalies.ts';
import { notWholeBefore } from './begun.ts';
import { trailerSection } from './campaign-sections.ts';
import { figureCell, ofLife, plainCell } from './cells.ts';
import { hourNote, section, WHOLE_DAYS, type ReportFrame } from './frame.ts';
import { KPI_COLUMNS, kpiRow, lifeRow, netRow, shareRow, viewersRow, withoutChange } from './kpis.ts';
import { titleLaunchSection } from './launch-section.ts';
import type { ReportRow, ReportSection } from './model.ts';
import { quality } from './quality.ts';
import { TERRITORY_COLUMNS, territoryRows } from './territories.ts';
import { netDots, VOICE_COLUMNS, WeeklyVoices } from './weekly-voices.ts';
import { WeeklyPromo } from './weekly-promo.ts';
import { column, lifeColumn, rowId, wordText } from './words.ts';

const MOST_QUOTES_A_SIDE = 3;
const MOST_DRIVERS = 20;
/** Fewer texts about something tell nothing of it. */
const LEAST_TEXTS = 5;

/** A week of one title, section by section. */
export async function titleSections(
  frame: ReportFrame,
  title: TitleDetail,
): Promise<{ asOfMs: number; sections: ReportSection[] }> {
  const { store, week, before, nowMs, context } = frame;
  const known = <T>(answer: T | null): T => {
    if (answer === null) throw new Error(`${title.id} left the catalogue while its report was made.`);
    return answer;
  };
  const now = known(await titleSummary(store, title.id, week.range, {}, nowMs));
  const then = known(await titleSummary(store, title.id, before, {}, nowMs));
  const voices = await WeeklyVoices.of(store, [title.id], week.range, before);
  await context.pause?.();
  const completion = known(await titleCompletion(store, title.id, nowMs));
  const reception = known(await titleReception(store, title.id, nowMs));
  await context.pause?.();
  const buzz = known(await titleBuzz(store, title.id, nowMs));
  const promo = await WeeklyPromo.of(store, [title.id]);
  const audience = known(await titleAudience(store, title.id, nowMs, { dimension: 'country' }));
  await context.pause?.();
  const { figures } = now;
  const notWhole = (await notWholeBefore(frame, [title])).get(title.id);
  const whole = (row: ReportRow) => (notWhole === undefined ? row : withoutChange(row, notWhole));
  const kpis = section({
    ...{ id: 'kpis', title: 'How was the week?', columns: KPI_COLUMNS },
    note: `Hours, views and starts are of everything that was played, not a sample: they have no interval.${figures.viewers.range ? WHOLE_DAYS : ''}${hourNote(week)}`,
    rows: [
      ...[
        kpiRow('hours', 'hours', figures.hours, then.figures.hours),
        kpiRow('views', 'count', figures.views, then.figures.views),
        viewersRow(frame, figures.viewers, then.figures.viewers),
        kpiRow('starters', 'count', figures.starters, then.figures.starters, true),
        kpiRow('starts', 'count', figures.starts, then.figures.starts),
        kpiRow('watchers', 'count', figures.watchers, then.figures.watchers, true),
        kpiRow('completers', 'count', figures.completers, then.figures.completers, true),
      ].map(whole),
      shareRow('completion_due', figures.completionDue, then.figures.completionDue),
      whole(shareRow('share_of_slate', figures.shareOfSlate, then.figures.shareOfSlate)),
      netRow(voices.net(title.id)),
      lifeRow('watching_7d', 'share', figures.watching7d),
      lifeRow('watching_28d', 'share', figures.watching28d),
      lifeRow('completion_7d', 'share', figures.completion7d),
      lifeRow('completion_28d', 'share', figures.completion28d),
      lifeRow('rating', 'rating', reception.figures.all.rating),
    ],
    ifEmpty: '',
  });
  const sections = [
    kpis,
    await titleLaunchSection(frame, title),
    funnel(completion),
    sentiment(title.id, voices, reception),
    drivers(reception, week.range),
    trailerSection(buzz),
    section({
      ...{ id: 'territories', title: 'Where does it do better than elsewhere?' },
      note: 'Of the title’s life. Index: 100 is as all viewers of the slate. Viewers are in tens; countries under 50 viewers are withheld, and further ones that would give them away.',
      columns: TERRITORY_COLUMNS,
      rows: territoryRows(audience.segments).map(({ id, cells }) => ({ id, cells: cells.map(ofLife) })),
      ifEmpty:
        audience.viewers.value === null
          ? 'Its viewers were not counted by country yet, which is done every hour.'
          : 'Nobody has told from where the title was viewed.',
    }),
    await anomalies(frame, {
      titles: [title.id],
      promo,
      hours:
        notWhole === undefined
          ? [{ id: title.id, now: figures.hours.value ?? 0, before: then.figures.hours.value ?? 0 }]
          : [],
    }),
    await quality(frame, now.asOfMs),
  ];
  return { asOfMs: now.asOfMs, sections };
}

function funnel({ funnel: steps }: Completion): ReportSection {
  return section({
    ...{ id: 'funnel', title: 'Where do people leave?' },
    note: 'Of the title’s life: of the starters of episode 1 who could have seen an episode for at least 7 days, the share who came that far.',
    columns: [
      column('episode', 'Episode', 'text'),
      lifeColumn('share', 'Came this far', 'share'),
      lifeColumn('at_risk', 'Came to the one before', 'count'),
      lifeColumn('lost', 'Of them lost', 'share'),
    ],
    rows: steps.map(({ episodeId, number, name, share, atRisk, lost }) => ({
      id: rowId(episodeId),
      cells: [
        plainCell(name === '' ? `Episode ${number}` : `${number}. ${name}`),
        figureCell(share),
        share.withheld ? { value: null, withheld: true as const, why: 'withheld' } : plainCell(atRisk),
        share.withheld
          ? { value: null, withheld: true as const, why: 'withheld' }
          : plainCell(lost, number === 1 ? 'It is the first.' : 'Too few came to the episode before.'),
      ].map(ofLife),
    })),
    charts: steps.some(({ share }) => share.value !== null)
      ? [
          {
            kind: 'funnel',
            steps: steps.flatMap(({ number, name, share: { value, interval = null } }) =>
              value === null ? [] : [{ name: name === '' ? `Episode ${number}` : name, share: value, interval }],
            ),
          },
        ]
      : [],
    ifEmpty: 'The title has no episodes that somebody would go on to, or nobody has started one.',
  });
}

function sentiment(id: string, voices: WeeklyVoices, { figures }: Reception): ReportSection {
  const groups = [
    { id: 'all', name: 'All', kind: undefined, rating: figures.all.rating },
    { id: 'reviews', name: 'Reviews', kind: 'review' as const, rating: figures.reviews.rating },
    { id: 'mentions', name: 'Mentions', kind: 'mention' as const, rating: figures.mentions.rating },
  ];
  const any = voices.texts(id) > 0;
  return section({
    ...{ id: 'sentiment', title: 'What was said?' },
    note: 'Reviews and mentions of the week; of each person the newest of either.',
    columns: [
      column('voices', 'Voices', 'text'),
      ...VOICE_COLUMNS,
      column('rating', `${METRICS.rating.name} (of its life)`, 'rating'),
    ],
    rows: any
      ? groups.map(({ id: group, name, kind, rating }) => ({
          id: group,
          cells: [plainCell(name), ...voices.cells(id, kind), ofLife(figureCell(rating))],
        }))
      : [],
    charts: any ? netDots(groups.map(({ name, kind }) => ({ name, net: voices.net(id, kind).now }))) : [],
    ifEmpty: 'Nobody said anything of it in this week.',
  });
}

const driverText = ({ kind, name }: Pick<Driver, 'kind' | 'name'>): string =>
  kind === 'aspect' ? wordText(name, name) : name;

export function drivers(
  { drivers: all, quotes }: Pick<Reception, 'drivers' | 'quotes'>,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): ReportSection {
  const told = all
    .filter(({ positive, negative }) => positive + negative >= LEAST_TEXTS)
    .sort((a, b) => b.positive + b.negative - a.positive - a.negative)
    .slice(0, MOST_DRIVERS);
  // A chart has no column of kinds: a term that is called as an aspect says which it is.
  const calledSo = (name: string) => told.filter((one) => one.name.toLowerCase() === name.toLowerCase());
  const nameOf = (driver: Driver) =>
    calledSo(driver.name).length > 1
      ? `${driverText(driver)} (${[driver.kind, driver.language].filter((part) => part !== '').join(', ')})`
      : driverText(driver);
  // Of the week first, then whatever is most telling.
  const side = (of: readonly Quote[]) => {
    const inWeek = ({ atMs }: Quote) => atMs >= fromMs && atMs < toMs;
    return [...of.filter(inWeek), ...of.filter((quote) => !inWeek(quote))].slice(0, MOST_QUOTES_A_SIDE);
  };
  return section({
    ...{ id: 'drivers', title: 'What do they praise and blame?' },
    note: `Of the title’s life: aspects and terms that at least ${LEAST_TEXTS} texts name, the most named first.`,
    columns: [
      column('driver', 'What', 'text'),
      column('kind', 'Kind', 'text'),
      lifeColumn('positive', 'Praised', 'count'),
      lifeColumn('negative', 'Blamed', 'count'),
      lifeColumn('balance', 'Balance', 'net'),
    ],
    rows: told.map(({ kind, name, language, positive, negative, balance }) => ({
      id: rowId([kind, language, name].filter((part) => part !== '').join('.')),
      cells: [
        ...[plainCell(driverText({ kind, name })), plainCell(kind)],
        ...[plainCell(positive), plainCell(negative), plainCell(balance)],
      ].map(ofLife),
    })),
    charts:
      told.length > 0
        ? [
            {
              kind: 'diverging',
              rows: told.slice(0, 10).map((driver) => ({
                name: nameOf(driver),
                ...{ positive: driver.positive, negative: driver.negative },
              })),
            },
          ]
        : [],
    quotes: [...side(quotes.positive), ...side(quotes.negative)].map(({ text, sentiment: says, rating, language }) => ({
      ...{ text, sentiment: says, rating, language },
    })),
    ifEmpty: 'Too little was said to tell.',
  });
}
