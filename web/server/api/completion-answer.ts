import { z } from 'zod';
import { METRICS } from '../../../sql/queries/definitions.ts';
import type { Completion } from '../../../sql/queries/read-model.ts';
import { filterSchema } from './filter-parameters.ts';
import { figureAnswer, figureSchema, instant, instantSchema } from './figure.ts';

const intervalSchema = z.tuple([z.number(), z.number()]);
const episodeSchema = {
  episode_id: z.string().describe('empty for a film'),
  number: z.int(),
  name: z.string(),
};

const momentSchema = z.object({
  kind: z.enum(['intro', 'dip', 'spike']),
  from_s: z.number(),
  to_s: z.number(),
  value: z.number().describe('retention at 30 s; share lost between the two ends; plays ÷ viewers at its top'),
});

export const completionSchema = z.object({
  as_of: instantSchema,
  filter: filterSchema,
  metrics: z.record(z.string(), z.int()).describe('the version of the definition of each curve'),
  average_watched: figureSchema,
  retention: z.array(
    z.object({
      ...episodeSchema,
      runtime_s: z.number(),
      n: z
        .int()
        .describe(
          'viewers whose first play of it is at least 24 hours old; of a segment 0 where they are fewer than 50, or would tell of others that few',
        ),
      shares: z
        .array(z.number().nullable())
        .nullable()
        .describe(
          'one value a cell of ten seconds; null: too few viewers; of a segment a cell is null where fewer than 50 watched it, or where it would tell of others that few',
        ),
      intervals: z.array(intervalSchema.nullable()).nullable().describe('95 %'),
      rewatch: z.array(z.number()).nullable().describe('plays of each cell ÷ viewers of it'),
      typical: z
        .array(z.number())
        .nullable()
        .describe(
          'median share of other titles at the same part of a similar runtime: films with films, first episodes with first ones, later with later; null under five',
        ),
      moments: z.array(momentSchema),
    }),
  ),
  funnel: z.array(
    z.object({
      ...episodeSchema,
      n: z.int().describe('starters of the first episode who could have seen this one for seven days'),
      maturing: z.int(),
      at_risk: z.int().describe('of the n, those who came to the episode before'),
      share: figureSchema,
      lost: z.number().nullable().describe('share of those who came to the episode before'),
    }),
  ),
  drop_off: z.int().nullable().describe('index of the step of the funnel that loses the largest share'),
  hooked: z.object({ ...episodeSchema, share: figureSchema }).nullable(),
  binge_rate: figureSchema,
  median_days: figureSchema,
  hours_per_active_day: figureSchema,
  pace: z.enum(['devour', 'between', 'savour']).nullable(),
  episodes_per_active_day: figureSchema,
  caught_up: figureSchema.nullable().describe('null unless episodes are still to come'),
});

const episodeAnswer = ({ episodeId, number, name }: { episodeId: string; number: number; name: string }) => ({
  episode_id: episodeId,
  number,
  name,
});

export function completionAnswer(completion: Completion): z.input<typeof completionSchema> {
  const { hooked } = completion;
  return {
    as_of: instant(completion.asOfMs),
    filter: completion.filter,
    metrics: { retention: METRICS.retention.version, rewatch: METRICS.rewatch.version },
    average_watched: figureAnswer(completion.averageWatched),
    retention: completion.retention.map((episode) => ({
      ...episodeAnswer(episode),
      runtime_s: episode.runtimeSeconds,
      n: episode.n,
      shares: episode.shares,
      intervals: episode.intervals,
      rewatch: episode.rewatch,
      typical: episode.typical,
      moments: episode.moments.map(({ kind, fromSeconds, toSeconds, value }) => ({
        kind,
        from_s: fromSeconds,
        to_s: toSeconds,
        value,
      })),
    })),
    funnel: completion.funnel.map((step) => ({
      ...episodeAnswer(step),
      n: step.n,
      maturing: step.maturing,
      at_risk: step.atRisk,
      share: figureAnswer(step.share),
      lost: step.lost,
    })),
    drop_off: completion.dropOff,
    hooked: hooked && { ...episodeAnswer(hooked), share: figureAnswer(hooked.share) },
    binge_rate: figureAnswer(completion.bingeRate),
    median_days: figureAnswer(completion.medianDays),
    hours_per_active_day: figureAnswer(completion.hoursPerActiveDay),
    pace: completion.pace,
    episodes_per_active_day: figureAnswer(completion.episodesPerActiveDay),
    caught_up: completion.caughtUp && figureAnswer(completion.caughtUp),
  };
}
