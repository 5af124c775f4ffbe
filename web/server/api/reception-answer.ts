import { z } from 'zod';
import { reasonText } from '../../../sql/queries/coordinated.ts';
import { METRICS } from '../../../sql/queries/definitions.ts';
import type {
  Quote,
  Reception,
  ReceptionFigures,
  ReceptionPoint,
  SentimentCounts,
} from '../../../sql/queries/reception-model.ts';
import { figureAnswer, figureSchema, instant, instantOrNull, instantSchema } from './figure.ts';
import { milestoneAnswer, milestoneSchema } from './title-answer.ts';

const textsSchema = z.object({ positive: z.int(), neutral: z.int(), negative: z.int(), unscored: z.int() });
const sentimentSchema = z.enum(['positive', 'neutral', 'negative']);
const languageSchema = z.string().describe('primary BCP 47 subtag; empty: not known');
const modelSchema = z.object({ id: z.string(), version: z.int(), texts: z.int() });

const quoteSchema = z.object({
  text: z
    .string()
    .describe('short; without its author, and without personal data and coarse words as far as they are recognised'),
  language: languageSchema,
  kind: z.enum(['review', 'mention']),
  channel: z.string().describe('of a mention'),
  at: instantSchema,
  rating: z.number().nullable().describe('0–10'),
  given: z
    .object({ rating: z.number(), scale: z.tuple([z.number(), z.number()]) })
    .nullable()
    .describe('the rating as it was given; null: without one, or its scale is not known'),
  verified: z.boolean().describe('the reviewer is a starter of the title'),
  sentiment: sentimentSchema.nullable(),
});

const figuresSchema = z.object({
  voices: z.int().describe('reviews and mentions that count: of each person the newest of either'),
  texts: textsSchema,
  net_sentiment: figureSchema,
  rating: figureSchema.describe('Bayesian, 0–10'),
  mean_rating: z.number().nullable().describe('of the ratings themselves, 0–10'),
  ratings: z.int(),
  positive_share: figureSchema,
});

const pointVoicesSchema = textsSchema.extend({
  net: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  ratings: z.int(),
  mean_rating: z.number().nullable(),
});
const pointSchema = z.object({
  at: instantSchema,
  open: z.boolean().describe('the day or hour is not over'),
  all: pointVoicesSchema,
  reviews: pointVoicesSchema,
  mentions: pointVoicesSchema,
  verified: pointVoicesSchema,
});

export const receptionSchema = z.object({
  as_of: instantSchema.nullable().describe('null: what was loaded is being counted for the first time'),
  metrics: z.record(z.string(), z.int()).describe('the version of the definition of what is no figure'),
  all: figuresSchema,
  reviews: figuresSchema,
  mentions: figuresSchema,
  verified: figuresSchema.describe('reviews of people who are starters of the title'),
  prior: z.object({ ratings: z.number().describe('m'), mean: z.number().nullable().describe('C, 0–10') }),
  languages: z.array(
    z.object({
      language: languageSchema,
      texts: textsSchema,
      net_sentiment: figureSchema,
      coverage: z.number().describe('scored ÷ texts'),
      models: z.array(modelSchema),
      unscored: z.array(z.object({ why: z.enum(['no-words', 'no-model', 'unknown-language']), texts: z.int() })),
    }),
  ),
  channels: z.array(z.object({ channel: z.string(), texts: textsSchema, net_sentiment: figureSchema })),
  drivers: z.array(
    z.object({
      kind: z.enum(['aspect', 'term']),
      name: z.string(),
      language: z.string().describe('of a term'),
      positive: z.int(),
      negative: z.int(),
      balance: z.number().describe('(positive − negative) ÷ both'),
      quotes: z.array(quoteSchema),
    }),
  ),
  quotes: z.object({
    positive: z.array(quoteSchema),
    neutral: z.array(quoteSchema),
    negative: z.array(quoteSchema),
    newest: z.array(quoteSchema),
  }),
  bomb: z
    .object({
      periods: z.array(
        z.object({
          from: instantSchema,
          until: instantSchema.nullable().describe('null: it goes on'),
          reviews: z.int(),
          suspects: z.int(),
          end: z.enum(['lowest', 'highest']),
          reasons: z.array(
            z.object({
              reason: z.enum(['volume', 'extreme', 'non-viewers', 'new-accounts', 'duplicates']),
              value: z.number().describe('reviews an hour of people not known to have started the title; else a share'),
              usual: z.number(),
              text: z.string().describe('the same as a sentence'),
            }),
          ),
        }),
      ),
      suspects: z.int(),
      adjusted: z.object({ all: figuresSchema, reviews: figuresSchema }),
    })
    .nullable()
    .describe('reviews that look coordinated; every other number counts them'),
  days: z.array(pointSchema).describe('at most 400'),
  before_days: z.int().describe('voices that are older than the days'),
  hours: z.array(pointSchema).describe('the last seven days'),
  milestones: z.array(milestoneSchema),
  moments: z.array(
    z.object({
      episode_id: z.string().describe('empty for a film'),
      number: z.int(),
      name: z.string(),
      at_s: z
        .number()
        .nullable()
        .describe('of the minute that texts name, the second that most say; null: the episode as such'),
      texts: textsSchema,
      net_sentiment: figureSchema,
      retention: z.number().nullable(),
      quotes: z.array(quoteSchema),
    }),
  ),
  duplicates: z
    .object({ groups: z.int(), texts: z.int() })
    .describe('texts that others wrote nearly alike; they count'),
  left_out: z.object({ deleted: z.int(), test: z.int(), older: z.int() }),
  models: z.array(modelSchema),
  scoring: z.object({ done: z.int(), total: z.int() }).nullable().describe('a reading of all texts anew'),
});

type Answer = z.input<typeof receptionSchema>;

export function receptionAnswer(reception: Reception): Answer {
  const { figures, bomb, quotes } = reception;
  return {
    as_of: reception.counting ? null : instant(reception.asOfMs),
    metrics: {
      mean_rating: METRICS.mean_rating.version,
      drivers: METRICS.drivers.version,
      review_bomb: METRICS.review_bomb.version,
    },
    all: figuresAnswer(figures.all),
    reviews: figuresAnswer(figures.reviews),
    mentions: figuresAnswer(figures.mentions),
    verified: figuresAnswer(figures.verified),
    prior: reception.prior,
    languages: reception.languages.map(({ netSentiment, why, ...language }) => ({
      ...language,
      net_sentiment: figureAnswer(netSentiment),
      unscored: why,
    })),
    channels: reception.channels.map(({ channel, texts, netSentiment }) => ({
      ...{ channel, texts },
      net_sentiment: figureAnswer(netSentiment),
    })),
    drivers: reception.drivers.map((driver) => ({ ...driver, quotes: driver.quotes.map(quoteAnswer) })),
    quotes: {
      positive: quotes.positive.map(quoteAnswer),
      neutral: quotes.neutral.map(quoteAnswer),
      negative: quotes.negative.map(quoteAnswer),
      newest: quotes.newest.map(quoteAnswer),
    },
    bomb: bomb && {
      periods: bomb.periods.map(({ fromMs, untilMs, reasons, ...period }) => ({
        from: instant(fromMs),
        until: instantOrNull(untilMs),
        ...period,
        reasons: reasons.map((reason) => ({ ...reason, text: reasonText(reason, period.end) })),
      })),
      suspects: bomb.suspects,
      adjusted: { all: figuresAnswer(bomb.adjusted.all), reviews: figuresAnswer(bomb.adjusted.reviews) },
    },
    days: reception.days.map(pointAnswer),
    before_days: reception.beforeDays,
    hours: reception.hours.map(pointAnswer),
    milestones: reception.milestones.map(milestoneAnswer),
    moments: reception.moments.map((moment) => ({
      episode_id: moment.episodeId,
      number: moment.number,
      name: moment.name,
      at_s: moment.atSeconds,
      texts: moment.texts,
      net_sentiment: figureAnswer(moment.netSentiment),
      retention: moment.retention,
      quotes: moment.quotes.map(quoteAnswer),
    })),
    duplicates: reception.duplicates,
    left_out: reception.leftOut,
    models: reception.models,
    scoring: reception.scoring,
  };
}

const figuresAnswer = (figures: ReceptionFigures): Answer['all'] => ({
  voices: figures.voices,
  texts: figures.texts,
  net_sentiment: figureAnswer(figures.netSentiment),
  rating: figureAnswer(figures.rating),
  mean_rating: figures.meanRating,
  ratings: figures.ratings,
  positive_share: figureAnswer(figures.positiveShare),
});

const quoteAnswer = ({ atMs, given, ...quote }: Quote): z.input<typeof quoteSchema> => ({
  ...quote,
  given: given && { rating: given.rating, scale: [given.scale[0], given.scale[1]] },
  at: instant(atMs),
});

const pointAnswer = ({ atMs, open, groups }: ReceptionPoint): z.input<typeof pointSchema> => ({
  at: instant(atMs),
  open,
  all: voicesAnswer(groups.all),
  reviews: voicesAnswer(groups.reviews),
  mentions: voicesAnswer(groups.mentions),
  verified: voicesAnswer(groups.verified),
});

function voicesAnswer({ net, ratings, meanRating, ...texts }: ReceptionPoint['groups']['all']) {
  const { positive, neutral, negative, unscored }: SentimentCounts = texts;
  return {
    ...{ positive, neutral, negative, unscored, ratings },
    net: net?.value ?? null,
    interval: net ? ([net.interval[0], net.interval[1]] satisfies [number, number]) : null,
    mean_rating: meanRating,
  };
}
