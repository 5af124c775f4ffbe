import { z } from 'zod';
import { METRICS, type MetricId } from '../../../sql/queries/definitions.ts';
import type { LiveFigures, SlateSnapshot } from '../../../workers/contract/live.ts';
import { instant, instantOrNull, instantSchema } from './figure.ts';

const liveFiguresSchema = z.object({
  concurrents: z.number(),
  starts_per_minute: z.number(),
  starts_today: z.number(),
  hours_today: z.number(),
  hours: z.number(),
  views: z.number().nullable(),
  viewers: z.number().nullable(),
  starters: z.number().nullable(),
  watchers: z.number().nullable(),
  completers: z.number().nullable(),
  served_as_of: instantSchema.describe('of all but concurrents and starts, which are as of the whole answer'),
});

const LIVE_METRICS = [
  'concurrents',
  'starts',
  'hours',
  'views',
  'viewers',
  'starters',
  'watchers',
  'completers',
] as const satisfies MetricId[];

export const liveSchema = z.object({
  as_of: instantSchema,
  last_event_at: instantSchema.nullable(),
  metrics: z.record(z.string(), z.int()).describe('the version of the definition of each figure'),
  totals: liveFiguresSchema.describe('of the whole slate; null for what does not add up over titles, such as people'),
  titles: z.record(z.string(), liveFiguresSchema).describe('by title id'),
  minutes: z
    .array(z.object({ minute: instantSchema, concurrents: z.number(), starts: z.number(), hours: z.number() }))
    .describe('the last 60, oldest first; a minute without a record is absent'),
});

export function liveAnswer(snapshot: SlateSnapshot): z.input<typeof liveSchema> {
  return {
    as_of: instant(snapshot.asOfMs),
    last_event_at: instantOrNull(snapshot.lastEventMs),
    metrics: Object.fromEntries(LIVE_METRICS.map((metric) => [metric, METRICS[metric].version])),
    totals: liveFiguresAnswer(snapshot.totals),
    titles: Object.fromEntries(
      Object.entries(snapshot.titles).map(([id, figures]) => [id, liveFiguresAnswer(figures)]),
    ),
    minutes: snapshot.minutes.map(({ minuteMs, ...counts }) => ({ minute: instant(minuteMs), ...counts })),
  };
}

const liveFiguresAnswer = (figures: LiveFigures): z.input<typeof liveFiguresSchema> => ({
  concurrents: figures.concurrents,
  starts_per_minute: figures.startsPerMinute,
  starts_today: figures.startsToday,
  hours_today: figures.hoursToday,
  hours: figures.hours,
  views: figures.views,
  viewers: figures.viewers,
  starters: figures.starters,
  watchers: figures.watchers,
  completers: figures.completers,
  served_as_of: instant(figures.servedAsOfMs),
});
