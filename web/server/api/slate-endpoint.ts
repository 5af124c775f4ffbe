import { z } from 'zod';
import { METRICS } from '../../../sql/queries/definitions.ts';
import type { SlateRow } from '../../../sql/queries/read-model.ts';
import { slate } from '../../../sql/queries/slate.ts';
import { namedRange } from '../../lib/ui/range.ts';
import { endpoint } from './endpoint.ts';
import {
  figureAnswer,
  figureSchema,
  instant,
  instantOrNull,
  instantSchema,
  rangeAnswer,
  rangeSchema,
} from './figure.ts';
import { fromParameter, rangeOf, toParameter, zoneParameter } from './parameters.ts';
import { milestoneAnswer, milestoneSchema, titleAnswer, titleSchema } from './title-answer.ts';

const rowSchema = z.object({
  title: titleSchema,
  rank: z.int().nullable().describe('by views of the range, by hours where the runtime is unknown; null: not viewed'),
  previous_rank: z.int().nullable().describe('on the same weekdays before, up to the same hour'),
  hours: figureSchema,
  views: figureSchema,
  viewers: figureSchema,
  starters: figureSchema,
  completion_7d: figureSchema.describe('of the title’s life'),
  share_of_slate: figureSchema,
  net_sentiment: figureSchema.describe('of all reviews and mentions, whatever the range'),
  rating: figureSchema.describe('likewise'),
  buzz_index: figureSchema.describe('as it stands, whatever the range'),
  days: z
    .array(z.object({ day: instantSchema, hours: z.number() }))
    .describe('hours of the last 28 UTC days, oldest first; none where it was never viewed'),
  next_milestone: milestoneSchema.nullable(),
});

const slateSchema = z.object({
  as_of: instantSchema,
  range: rangeSchema,
  metrics: z.record(z.string(), z.int()).describe('the version of the definition of the hours of days'),
  titles: z.int().describe('viewed in the range or the one before, or ahead; rows holds at most 200 and 60 of them'),
  totals: z
    .object({
      hours: figureSchema,
      views: figureSchema.describe('of the titles whose runtime is known'),
      viewers: figureSchema,
      starts: figureSchema,
      starters: figureSchema.describe('a person counts once a title'),
    })
    .describe('of all titles, also beyond the rows'),
  last_viewed_at: instantSchema
    .nullable()
    .describe('the newest hour in which anything was viewed, whatever the range; null: never'),
  rows: z.array(rowSchema).describe('by rank, then what is ahead'),
});

export const slateEndpoint = endpoint({
  path: '/slate',
  summary: 'Titles ranked by their views of a range (this UTC week, if none is given), and those that are ahead',
  pathParameters: z.object({}),
  query: z.object({
    from: fromParameter.optional(),
    to: toParameter.optional(),
    zone: zoneParameter.optional(),
  }),
  answer: slateSchema,
  async read({ store, now }, given) {
    const nowMs = now();
    const served = await slate(store, rangeOf(given, namedRange('week', nowMs, null)), nowMs);
    const { totals } = served;
    return {
      as_of: instant(served.asOfMs),
      range: rangeAnswer(served.range),
      metrics: { hours: METRICS.hours.version },
      titles: served.titles,
      totals: {
        hours: figureAnswer(totals.hours),
        views: figureAnswer(totals.views),
        viewers: figureAnswer(totals.viewers),
        starts: figureAnswer(totals.starts),
        starters: figureAnswer(totals.starters),
      },
      last_viewed_at: instantOrNull(served.lastViewedMs),
      rows: served.rows.map(rowAnswer),
    };
  },
});

const rowAnswer = (row: SlateRow): z.input<typeof rowSchema> => ({
  title: titleAnswer(row.title),
  rank: row.rank,
  previous_rank: row.previousRank,
  hours: figureAnswer(row.hours),
  views: figureAnswer(row.views),
  viewers: figureAnswer(row.viewers),
  starters: figureAnswer(row.starters),
  completion_7d: figureAnswer(row.completion7d),
  share_of_slate: figureAnswer(row.shareOfSlate),
  net_sentiment: figureAnswer(row.netSentiment),
  rating: figureAnswer(row.rating),
  buzz_index: figureAnswer(row.buzzIndex),
  days: row.spark.map(({ dayMs, hours }) => ({ day: instant(dayMs), hours })),
  next_milestone: row.nextMilestone && milestoneAnswer(row.nextMilestone),
});
