import { z } from 'zod';
import type { SlateBuzz, Speed } from '../../../sql/queries/buzz-model.ts';
import {
  figureAnswer,
  figureSchema,
  instant,
  instantOrNull,
  instantSchema,
  rangeAnswer,
  rangeSchema,
} from './figure.ts';

const speedSchema = z.object({
  per_hour: z.number().nullable().describe('of the last UTC hour that has ended; null where only exports tell of it'),
  change: z.number().nullable().describe('as a multiple of the hour before'),
  open: z.number().nullable().describe('of the UTC hour that is open, so far'),
  spike: z
    .enum(['now', 'last'])
    .nullable()
    .describe('far above what is usual: the open hour (now), or that one (last)'),
});

export const slateBuzzSchema = z.object({
  as_of: instantSchema,
  voice_window: rangeSchema,
  titles: z.int().describe('with a campaign, also beyond the rows'),
  views: figureSchema,
  mentions: figureSchema,
  list_adds: figureSchema,
  rows: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      stage: z.string(),
      as_of: instantSchema,
      days_to_premiere: z.int().nullable().describe('negative after it'),
      views: figureSchema,
      mentions: figureSchema,
      list_adds: figureSchema,
      velocity: z.object({ views: speedSchema, mentions: speedSchema }),
      buzz_index: figureSchema,
      share_of_voice: figureSchema,
      mention_sentiment: figureSchema,
      conversion_7d: figureSchema,
      next_milestone: z.object({ id: z.string(), form: z.string(), name: z.string(), at: instantSchema }).nullable(),
      days: z
        .array(
          z.object({
            day: instantSchema,
            views: z.number().nullable().describe('null: nobody has told of it yet'),
            mentions: z.int(),
          }),
        )
        .describe('the last 28'),
      exported_to: instantSchema
        .nullable()
        .describe('last UTC day that exports tell views of: later days are without them'),
    }),
  ),
});

export function slateBuzzAnswer(slate: SlateBuzz): z.input<typeof slateBuzzSchema> {
  return {
    as_of: instant(slate.asOfMs),
    voice_window: rangeAnswer(slate.window),
    titles: slate.titles,
    views: figureAnswer(slate.totals.views),
    mentions: figureAnswer(slate.totals.mentions),
    list_adds: figureAnswer(slate.totals.listAdds),
    rows: slate.rows.map((row) => ({
      ...{ id: row.title.id, name: row.title.name, stage: row.title.stage, as_of: instant(row.asOfMs) },
      days_to_premiere: row.daysToPremiere,
      views: figureAnswer(row.views),
      mentions: figureAnswer(row.mentions),
      list_adds: figureAnswer(row.listAdds),
      velocity: { views: speedAnswer(row.velocity.views), mentions: speedAnswer(row.velocity.mentions) },
      buzz_index: figureAnswer(row.buzzIndex),
      share_of_voice: figureAnswer(row.shareOfVoice),
      mention_sentiment: figureAnswer(row.mentionSentiment),
      conversion_7d: figureAnswer(row.conversion7d),
      next_milestone: row.nextMilestone && {
        ...{ id: row.nextMilestone.id, form: row.nextMilestone.form, name: row.nextMilestone.name },
        at: instant(row.nextMilestone.atMs),
      },
      days: row.spark.map(({ dayMs, views, mentions }) => ({ day: instant(dayMs), views, mentions })),
      exported_to: instantOrNull(row.exportedToMs),
    })),
  };
}

const speedAnswer = ({ perHour, change, open, spike }: Speed) => ({
  ...{ per_hour: perHour, change, open, spike },
});
