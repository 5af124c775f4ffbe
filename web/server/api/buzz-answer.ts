import { z } from 'zod';
import type {
  Conversion,
  Lift,
  MilestoneUplift,
  PromoAsset,
  TitleBuzz,
  Velocity,
  VelocityDay,
} from '../../../sql/queries/buzz-model.ts';
import {
  figureAnswer,
  figureSchema,
  instant,
  instantOrNull,
  instantSchema,
  rangeAnswer,
  rangeSchema,
} from './figure.ts';

const kindSchema = z.enum(['paid', 'owned', 'earned', 'unknown']);
const countSchema = z.number().nullable().describe('null: the export does not say');
const stepsSchema = z.object({
  impressions: countSchema,
  starts: countSchema,
  q25: countSchema,
  q50: countSchema,
  q75: countSchema,
  completes: countSchema,
});

const placingSchema = z.object({
  channel: z.string().describe('empty: the sender does not say'),
  source: z.enum(['events', 'daily']).describe('what its counts are made of; never both'),
  exported_to: instantSchema.nullable().describe('last UTC day of the export'),
  view_rule: z.string().describe("the channel's own; empty: a view is a start"),
  view_at: z.enum(['impression', 'start', 'q25', 'q50', 'q75', 'complete']),
  views: figureSchema,
  views_24h: figureSchema,
  funnel: stepsSchema,
  view_through: figureSchema.describe('completes ÷ impressions'),
  completion: figureSchema.describe('completes ÷ starts'),
  likes: countSchema,
  shares: countSchema,
  cost: countSchema.describe('in the currency of the export'),
});

const pointSchema = z.object({
  at: instantSchema,
  count: z.number().nullable().describe('null: nobody has told of it yet'),
  open: z.boolean().describe('the hour or day is not over'),
  spike: z.object({ expected: z.number(), score: z.number() }).nullable(),
});
const velocitySchema = z.object({
  per_hour: figureSchema,
  hour: instantSchema.describe('the last hour that has ended'),
  change: z.number().nullable().describe('as a multiple of the hour before'),
  hours: z.array(pointSchema).describe('the last seven days; empty where only exports tell of it'),
  days: z.array(pointSchema),
  without_hours: z.boolean().describe('exports have days only: their views are in days'),
  exported_to: instantSchema.nullable().describe('last UTC day that exports tell of: later days are without them'),
});

const liftSchema = z
  .object({
    exposed: z.object({ n: z.int(), started: z.int() }),
    holdout: z.object({ n: z.int(), started: z.int() }),
    ratio: figureSchema,
    difference: figureSchema,
  })
  .nullable()
  .describe('null: no holdout, or too few people; what the exposed did is then an association');

const partSchema = z
  .int()
  .nullable()
  .describe('people in tens; null: withheld, as they are fewer than 50 or would tell of that few');

const creditSchema = <T extends z.ZodType>(of: T) => z.object({ first: of, last: of, linear: of });

export const multiplesSchema = z.object({ views: z.number(), mentions: z.number(), list_adds: z.number() }).nullable();

export const buzzSchema = z.object({
  as_of: instantSchema,
  premiere_at: instantSchema.nullable(),
  days_to_premiere: z.int().nullable().describe('negative after it'),
  views: figureSchema,
  view_through: figureSchema,
  mentions: figureSchema,
  list_adds: figureSchema,
  reminders: figureSchema,
  mention_sentiment: figureSchema,
  cost: z.number().nullable(),
  assets: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      form: z.string(),
      live_at: instantSchema.nullable(),
      described: z.boolean().describe('false: events name it, and the catalogue does not'),
      placings: z.array(placingSchema),
    }),
  ),
  kinds: z.array(
    z.object({
      kind: kindSchema,
      impressions: z.number().nullable(),
      starts: z.number().nullable(),
      views: z.number().nullable(),
      completes: z.number().nullable(),
    }),
  ),
  velocity: z.object({ views: velocitySchema, mentions: velocitySchema }),
  share_of_voice: z.object({
    window: rangeSchema,
    share: figureSchema,
    mentions: z.int(),
    titles: z.array(z.object({ id: z.string(), name: z.string(), mentions: z.int(), share: z.number() })),
  }),
  buzz_index: z.object({
    now: figureSchema,
    genre: z.string().nullable(),
    comparables: z.int(),
    multiples: multiplesSchema,
    days: z.array(
      z.object({
        days_before: z.int(),
        index: z.number().nullable(),
        multiples: multiplesSchema,
        comparables: z.int(),
      }),
    ),
  }),
  conversion: z.array(
    z.object({
      days: z.int(),
      exposed: z.int(),
      converted: z.int(),
      maturing: z.int(),
      started_before: z.int().describe('had started before they were exposed: in neither part'),
      in_holdout: z.int().describe('of the holdout, and exposed after all: in neither part'),
      rate: figureSchema,
      word: z.enum(['lift', 'association']),
      lift: liftSchema,
      kinds: z.array(
        z.object({
          kind: kindSchema,
          exposed: partSchema,
          credited: creditSchema(partSchema),
          rate: creditSchema(figureSchema),
        }),
      ),
      assets: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          exposed: partSchema,
          converted: partSchema,
          maturing: partSchema,
          rate: figureSchema,
          lift: liftSchema,
        }),
      ),
    }),
  ),
  milestones: z.array(
    z.object({
      id: z.string(),
      form: z.string(),
      name: z.string(),
      at: instantSchema,
      metric: z.enum(['views', 'mentions', 'list_adds']),
      window: rangeSchema.nullable(),
      observed: z.number().nullable(),
      expected: z.number().nullable(),
      uplift: figureSchema.describe('observed ÷ expected − 1; reason says why there is none'),
    }),
  ),
});

type Answer = z.input<typeof buzzSchema>;

export function buzzAnswer(buzz: TitleBuzz): Answer {
  const { figures, voice, index } = buzz;
  return {
    as_of: instant(buzz.asOfMs),
    premiere_at: instantOrNull(buzz.premiereMs),
    days_to_premiere: buzz.daysToPremiere,
    views: figureAnswer(figures.views),
    view_through: figureAnswer(figures.viewThrough),
    mentions: figureAnswer(figures.mentions),
    list_adds: figureAnswer(figures.listAdds),
    reminders: figureAnswer(figures.reminders),
    mention_sentiment: figureAnswer(figures.mentionSentiment),
    cost: figures.cost,
    assets: buzz.assets.map(assetAnswer),
    kinds: buzz.kinds,
    velocity: { views: velocityAnswer(buzz.velocity.views), mentions: velocityAnswer(buzz.velocity.mentions) },
    share_of_voice: {
      window: rangeAnswer(voice.window),
      share: figureAnswer(voice.share),
      mentions: voice.mentions,
      titles: voice.titles.map(({ titleId, name, mentions, share }) => ({ id: titleId, name, mentions, share })),
    },
    buzz_index: {
      now: figureAnswer(index.now),
      ...{ genre: index.genre, comparables: index.comparables },
      multiples: index.multiples && {
        views: index.multiples.views.multiple,
        mentions: index.multiples.mentions.multiple,
        list_adds: index.multiples.listAdds.multiple,
      },
      days: index.days.map(({ daysBefore, index: value, multiples, comparables }) => ({
        ...{ days_before: daysBefore, index: value, comparables },
        multiples: multiples && { views: multiples.views, mentions: multiples.mentions, list_adds: multiples.listAdds },
      })),
    },
    conversion: buzz.conversion.map(conversionAnswer),
    milestones: buzz.milestones.map(milestoneAnswer),
  };
}

const assetAnswer = ({ id, name, form, liveMs, described, placings }: PromoAsset): Answer['assets'][number] => ({
  ...{ id, name, form, described },
  live_at: instantOrNull(liveMs),
  placings: placings.map((placing) => ({
    ...{ channel: placing.channel, source: placing.source, funnel: placing.funnel },
    exported_to: instantOrNull(placing.exportedToMs),
    view_rule: placing.viewRule,
    view_at: placing.viewAt,
    views: figureAnswer(placing.views),
    views_24h: figureAnswer(placing.views24h),
    view_through: figureAnswer(placing.viewThrough),
    completion: figureAnswer(placing.completion),
    ...{ likes: placing.likes, shares: placing.shares, cost: placing.cost },
  })),
});

const pointAnswer = ({ atMs, count, open, spike }: VelocityDay) => ({ at: instant(atMs), count, open, spike });

const velocityAnswer = ({ perHour, hourMs, change, hours, days, exportedToMs }: Velocity) => ({
  per_hour: figureAnswer(perHour),
  hour: instant(hourMs),
  change,
  hours: hours.map(pointAnswer),
  days: days.map(pointAnswer),
  without_hours: exportedToMs !== null,
  exported_to: instantOrNull(exportedToMs),
});

const conversionAnswer = (one: Conversion): Answer['conversion'][number] => ({
  ...{ days: one.days, exposed: one.exposed, converted: one.converted, maturing: one.maturing, word: one.word },
  started_before: one.started,
  in_holdout: one.inHoldout,
  rate: figureAnswer(one.rate),
  lift: liftAnswer(one.lift),
  kinds: one.kinds.map(({ kind, exposed, credited, rate }) => ({
    ...{ kind, exposed, credited },
    rate: { first: figureAnswer(rate.first), last: figureAnswer(rate.last), linear: figureAnswer(rate.linear) },
  })),
  assets: one.assets.map(({ assetId, name, exposed, converted, maturing, rate, lift }) => ({
    ...{ id: assetId, name, exposed, converted, maturing },
    rate: figureAnswer(rate),
    lift: liftAnswer(lift),
  })),
});

const liftAnswer = (lift: Lift | null): z.input<typeof liftSchema> =>
  lift && {
    ...{ exposed: lift.exposed, holdout: lift.holdout },
    ratio: figureAnswer(lift.ratio),
    difference: figureAnswer(lift.difference),
  };

const milestoneAnswer = ({ milestone, metric, window, observed, expected, uplift }: MilestoneUplift) => ({
  ...{ id: milestone.id, form: milestone.form, name: milestone.name, at: instant(milestone.atMs), observed, expected },
  metric: metric === 'listAdds' ? ('list_adds' as const) : metric,
  window: window && rangeAnswer(window),
  uplift: figureAnswer(uplift),
});
