import type { Store } from '../clickhouse/store.ts';
import type { NamedBy, ReceptionDetail } from './reception-detail.ts';
import { voicesWait } from './pending-loads.ts';
import { scorerAtWork, scorerNotes } from './scorers.ts';
import { answersByTitle, CURRENT, whileUnchanged } from './answers.ts';
import {
  netSentiment,
  ratingPrior,
  receptionFigures,
  sumVoices,
  textsOf,
  voiceRows,
  whyUnscored,
  type VoiceRow,
} from './reception-counts.ts';
import {
  ASPECTS,
  type ChannelReception,
  type Counted,
  type Driver,
  type LanguageReception,
  type RatingPrior,
  type Reception,
  type ReviewBomb,
  type SentimentCounts,
  type SentimentModel,
} from './reception-model.ts';
import { momentLinks } from './reception-moments.ts';
import { receptionSeries } from './reception-series.ts';
import { shelf } from './shelf.ts';
import { HOUR_MS } from './time.ts';

/** A wave of reviews whose last hour is this long over has ended. */
const BOMB_OVER_MS = 2 * HOUR_MS;

/** What people say of a title. Null when the catalogue does not know it. */
export async function titleReception(
  store: Store,
  id: string,
  nowMs: number,
  counted: Counted = 'all',
): Promise<Reception | null> {
  const { titles, receptions } = await shelf(store);
  const title = titles.get(id)?.detail;
  if (!title) return null;
  const run = receptions.get(id);
  const asOfMs = run?.asOfMs ?? nowMs;
  const counts = ({ suspect }: Pick<VoiceRow, 'suspect'>) => counted === 'all' || suspect === 0;
  const [everybody, detail, series, prior, notes] = await Promise.all([
    voiceRows(store, id),
    detailOf(store, id),
    receptionSeries(store, id, nowMs, counts),
    ratingPrior(store),
    whileUnchanged(store, 'reception.scorers', () => scorerNotes(store, 'pages')),
  ]);
  const rows = everybody.filter(counts);
  const figures = (which: (row: VoiceRow) => boolean) => receptionFigures(sumVoices(rows.filter(which)), prior, asOfMs);
  const mentions = figures(({ kind }) => kind === 'mention');
  const atWork = scorerAtWork(notes);
  return {
    titleId: id,
    asOfMs,
    empty: everybody.length === 0,
    counting: run === undefined && (await voicesWait(store, id)),
    counted,
    figures: {
      all: figures(() => true),
      reviews: figures(({ kind }) => kind === 'review'),
      mentions: {
        ...mentions,
        rating: { ...mentions.rating, reason: 'Mentions have no ratings.' },
        positiveShare: { ...mentions.positiveShare, reason: 'Mentions have no ratings.' },
      },
      verified: figures(({ verified }) => verified === 1),
    },
    prior,
    languages: languagesOf(rows, asOfMs),
    channels: channelsOf(rows, asOfMs),
    drivers: driversOf(detail),
    quotes: detail.quotes,
    bomb: bombOf(detail, everybody, prior, { asOfMs, nowMs }),
    ...series,
    milestones: title.milestones,
    moments: await momentLinks(store, title, detail.places, asOfMs),
    duplicates: detail.duplicates,
    leftOut: detail.leftOut,
    models: modelsOf(everybody),
    scoring: atWork && { done: Math.min(atWork.done, atWork.total), total: atWork.total },
  };
}

const NO_DETAIL: ReceptionDetail = {
  aspects: [],
  terms: [],
  quotes: { positive: [], neutral: [], negative: [], newest: [] },
  bombs: [],
  places: [],
  duplicates: { groups: 0, texts: 0 },
};

interface DetailRow {
  title: string;
  deleted: number;
  test: number;
  older: number;
  detail: string;
}

async function detailOf(store: Store, id: string): Promise<ReceptionDetail & Pick<Reception, 'leftOut'>> {
  const answers = await answersByTitle<DetailRow>(
    store,
    {
      name: 'title.reception',
      of: 'receptions',
      text: `SELECT title, deleted, test, older, detail FROM served_reception FINAL WHERE ${CURRENT}`,
    },
    [id],
  );
  const [row] = answers.get(id) ?? [];
  if (!row) return { ...NO_DETAIL, leftOut: { deleted: 0, test: 0, older: 0 } };
  const { deleted, test, older } = row;
  return { ...(JSON.parse(row.detail) as ReceptionDetail), leftOut: { deleted, test, older } };
}

/** Groups in the order of their texts, most first. */
function byMostTexts<T extends { texts: SentimentCounts }>(groups: readonly T[]): T[] {
  const all = ({ texts: { positive, neutral, negative, unscored } }: T) => positive + neutral + negative + unscored;
  return groups.filter((group) => all(group) > 0).sort((a, b) => all(b) - all(a));
}

function languagesOf(rows: readonly VoiceRow[], asOfMs: number): LanguageReception[] {
  const languages = [...Map.groupBy(rows, ({ language }) => language)].map(([language, own]) => {
    const sums = sumVoices(own);
    const texts = textsOf(sums);
    const scored = texts.positive + texts.neutral + texts.negative;
    return {
      ...{ language, texts },
      netSentiment: netSentiment(texts, asOfMs),
      coverage: scored / Math.max(1, scored + texts.unscored),
      models: modelsOf(own),
      why: whyUnscored(sums),
    };
  });
  return byMostTexts(languages);
}

function channelsOf(rows: readonly VoiceRow[], asOfMs: number): ChannelReception[] {
  const mentions = rows.filter(({ kind }) => kind === 'mention');
  const channels = [...Map.groupBy(mentions, ({ channel }) => channel)].map(([channel, own]) => {
    const texts = textsOf(sumVoices(own));
    return { channel, texts, netSentiment: netSentiment(texts, asOfMs) };
  });
  return byMostTexts(channels);
}

/** Most texts first. */
function modelsOf(rows: readonly VoiceRow[]): SentimentModel[] {
  const scored = rows.filter(({ model }) => model !== '');
  return [...Map.groupBy(scored, ({ model, modelVersion }) => JSON.stringify([model, modelVersion])).values()]
    .flatMap(([first, ...others]): SentimentModel[] => {
      if (!first) return [];
      const { positive, neutral, negative } = sumVoices([first, ...others]);
      return [{ id: first.model, version: first.modelVersion, texts: positive + neutral + negative }];
    })
    .sort((a, b) => b.texts - a.texts || (a.id < b.id ? -1 : 1));
}

function driversOf({ aspects, terms }: ReceptionDetail): Driver[] {
  const inOrder = [...aspects].sort((a, b) => ASPECTS.indexOf(a.aspect) - ASPECTS.indexOf(b.aspect));
  return [
    ...inOrder.map((one) => ({ kind: 'aspect' as const, name: one.aspect, language: '', ...counted(one) })),
    ...terms.map((one) => ({ kind: 'term' as const, name: one.term, language: one.language, ...counted(one) })),
  ];
}

function counted<T>({
  positive,
  negative,
  quotes,
}: NamedBy<T>): Pick<Driver, 'positive' | 'negative' | 'balance' | 'quotes'> {
  return { positive, negative, balance: (positive - negative) / (positive + negative), quotes };
}

/** The flag with the figures of those that are no suspects; null where nothing raised it. */
function bombOf(
  { bombs }: ReceptionDetail,
  rows: readonly VoiceRow[],
  prior: RatingPrior,
  { asOfMs, nowMs }: { asOfMs: number; nowMs: number },
): ReviewBomb | null {
  if (bombs.length === 0) return null;
  const others = rows.filter(({ suspect }) => suspect === 0);
  const figuresOf = (some: readonly VoiceRow[]) => receptionFigures(sumVoices(some), prior, asOfMs);
  return {
    periods: bombs.map((period) => ({
      ...period,
      untilMs: nowMs < period.untilMs + BOMB_OVER_MS ? null : period.untilMs,
    })),
    suspects: sumVoices(rows.filter(({ suspect }) => suspect === 1)).voices,
    everybody: figuresOf(rows),
    adjusted: { all: figuresOf(others), reviews: figuresOf(others.filter(({ kind }) => kind === 'review')) },
  };
}
