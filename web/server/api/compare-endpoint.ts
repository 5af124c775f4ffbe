import { z } from 'zod';
import { compareTitles } from '../../../sql/queries/compare.ts';
import { METRICS } from '../../../sql/queries/definitions.ts';
import { AGE_HOURS } from '../../../sql/queries/horizons.ts';
import { AGE_NAMES } from '../../lib/ui/comparison-url.ts';
import { endpoint } from './endpoint.ts';
import { figureAnswer, figureSchema, instant, instantSchema } from './figure.ts';
import { FILTER_PARAMETERS, filterOf, filterSchema } from './filter-parameters.ts';
import { CURVES } from './launch-answer.ts';
import { titleIdsParameter } from './parameters.ts';
import { titleAnswer, titleSchema } from './title-answer.ts';
import { titleNotFound } from './titles-endpoint.ts';

const count = z.int().nullable();
const comparedPointSchema = z.object({
  age_hours: z.number(),
  ...{ hours: z.number().nullable(), views: z.number().nullable() },
  ...{ viewers: count, starters: count, watchers: count, completers: count },
  reason: z.string().optional().describe('why it is not published'),
});

const comparisonSchema = z.object({
  as_of: instantSchema.describe('of the title that was counted longest ago'),
  filter: filterSchema,
  metrics: z.record(z.string(), z.int()).describe('the version of the definition of each curve'),
  horizon_hours: z.number().describe('how far the launches are looked at'),
  age_hours: z
    .number()
    .nullable()
    .describe(
      'the age all figures are at: the horizon, or the whole hours that the youngest title is out; null when none is out for an hour, and of a segment, whose figures are of each title’s life so far',
    ),
  titles: z.array(
    z.object({
      title: titleSchema,
      as_of: instantSchema,
      age_hours: z.number().nullable().describe('its own; null before the premiere, or without one'),
      points: z
        .array(comparedPointSchema)
        .describe(
          'cumulative since the premiere; the last one has the open hour so far. Of a segment at the ends of whole UTC weeks, null from where they are not published on, and never of viewers, which do not add up',
        ),
      figures: z.object({
        hours: figureSchema,
        views: figureSchema,
        viewers: figureSchema,
        starters: figureSchema,
        watchers: figureSchema,
        completers: figureSchema,
        segment_share: figureSchema.describe('the segment’s viewers of all viewers of the title'),
        share_of_slate: figureSchema,
        completion_7d: figureSchema.describe('as it stood at that age'),
        completion_28d: figureSchema.describe('as it stood at that age'),
        hold_week_2: figureSchema,
      }),
    }),
  ),
});

export const compareEndpoint = endpoint({
  path: '/compare',
  summary:
    'Titles beside each other, aligned on their premieres: each one’s curve, and its figures at the same age; of a segment what is published of it',
  pathParameters: z.object({}),
  query: z.object({
    titles: titleIdsParameter,
    age: z
      .enum(AGE_NAMES)
      .describe(`one of ${AGE_NAMES.join(', ')}: how far to look (as far as the youngest has come, if not given)`)
      .optional(),
    ...FILTER_PARAMETERS,
  }),
  answer: comparisonSchema,
  async read({ store, now }, { titles: ids, age, ...given }) {
    const horizon = age === undefined ? null : AGE_HOURS[age];
    const comparison = await compareTitles(store, ids, horizon, now(), filterOf(given));
    const { filter, asOfMs, horizonHours, ageHours, titles } = comparison;
    const unknown = ids.find((id) => titles.every(({ title }) => title.id !== id));
    if (unknown !== undefined) throw titleNotFound(unknown);
    return {
      as_of: instant(asOfMs),
      filter,
      metrics: Object.fromEntries(CURVES.map((metric) => [metric, METRICS[metric].version])),
      horizon_hours: horizonHours,
      age_hours: ageHours,
      titles: titles.map(({ title, figures, ...one }) => ({
        title: titleAnswer(title),
        as_of: instant(one.asOfMs),
        age_hours: one.ageHours,
        points: one.points.map(({ ageHours: at, ...point }) => ({ age_hours: at, ...point })),
        figures: {
          hours: figureAnswer(figures.hours),
          views: figureAnswer(figures.views),
          viewers: figureAnswer(figures.viewers),
          starters: figureAnswer(figures.starters),
          watchers: figureAnswer(figures.watchers),
          completers: figureAnswer(figures.completers),
          segment_share: figureAnswer(figures.segmentShare),
          share_of_slate: figureAnswer(figures.shareOfSlate),
          completion_7d: figureAnswer(figures.completion7d),
          completion_28d: figureAnswer(figures.completion28d),
          hold_week_2: figureAnswer(figures.holdWeek2),
        },
      })),
    };
  },
});
