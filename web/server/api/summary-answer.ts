import { z } from 'zod';
import type { TitleSummary } from '../../../sql/queries/read-model.ts';
import { filterSchema } from './filter-parameters.ts';
import { figureAnswer, figureSchema, instant, instantSchema, rangeAnswer, rangeSchema } from './figure.ts';

export const summarySchema = z.object({
  as_of: instantSchema,
  range: rangeSchema.describe('what the figures cover; under a filter whole weeks, which may be wider than asked for'),
  filter: filterSchema,
  snapped_to_weeks: z.boolean(),
  snapped_to_life: z.boolean().describe('a preference is published of the title’s life only'),
  figures: z.object({
    hours: figureSchema,
    views: figureSchema,
    viewers: figureSchema,
    starts: figureSchema,
    starters: figureSchema,
    watchers: figureSchema,
    completers: figureSchema,
    share_of_slate: figureSchema,
    watching_7d: figureSchema,
    watching_28d: figureSchema,
    completion_7d: figureSchema,
    completion_28d: figureSchema,
    completion_due: figureSchema.describe('of those whose seven days ended within the range'),
  }),
  before_premiere: z.object({ plays: z.int(), hours: z.number() }).describe('screeners; in none of the figures'),
});

export function summaryAnswer(summary: TitleSummary): z.input<typeof summarySchema> {
  const { figures } = summary;
  return {
    as_of: instant(summary.asOfMs),
    range: rangeAnswer(summary.range),
    filter: summary.filter,
    snapped_to_weeks: summary.snappedToWeeks,
    snapped_to_life: summary.snappedToLife,
    figures: {
      hours: figureAnswer(figures.hours),
      views: figureAnswer(figures.views),
      viewers: figureAnswer(figures.viewers),
      starts: figureAnswer(figures.starts),
      starters: figureAnswer(figures.starters),
      watchers: figureAnswer(figures.watchers),
      completers: figureAnswer(figures.completers),
      share_of_slate: figureAnswer(figures.shareOfSlate),
      watching_7d: figureAnswer(figures.watching7d),
      watching_28d: figureAnswer(figures.watching28d),
      completion_7d: figureAnswer(figures.completion7d),
      completion_28d: figureAnswer(figures.completion28d),
      completion_due: figureAnswer(figures.completionDue),
    },
    before_premiere: { plays: summary.beforePremiere.plays, hours: summary.beforePremiere.hours },
  };
}
