import { z } from 'zod';
import { METRICS } from '../../../sql/queries/definitions.ts';
import type { Launch, LaunchMetric, LaunchPoint } from '../../../sql/queries/read-model.ts';
import { instant, instantOrNull, instantSchema } from './figure.ts';

export const CURVES = [
  'hours',
  'views',
  'viewers',
  'starters',
  'watchers',
  'completers',
] as const satisfies LaunchMetric[];

const pointSchema = z.object({
  age_hours: z.number().describe('since the premiere: hourly for the first week, then whole days'),
  hours: z.number(),
  views: z.number().nullable(),
  viewers: z.int(),
  starters: z.int(),
  watchers: z.int(),
  completers: z.int(),
});

const bandSchema = z.array(z.object({ age_hours: z.number(), low: z.number(), mid: z.number(), high: z.number() }));

const comparableSchema = { id: z.string(), name: z.string(), season: z.int().nullable() };

export const launchSchema = z.object({
  as_of: instantSchema,
  metrics: z.record(z.string(), z.int()).describe('the version of the definition of each curve, and of hold'),
  premiere_at: instantSchema.nullable(),
  age_hours: z.number().nullable().describe('null before the premiere, or without one'),
  points: z.array(pointSchema).describe('cumulative since the premiere'),
  comparables: z.object({
    kind: z
      .enum(['quantiles', 'range', 'titles', 'none'])
      .describe('what low, mid, high are: P10, median, P90; lowest, median, highest; no band but curves; nothing'),
    chosen_by: z.enum(['rule', 'hand']),
    rule: z
      .string()
      .nullable()
      .describe('what the rule asks for, such as drama series; null without a genre or by hand'),
    chosen_at: instantSchema.nullable().describe('when they were chosen by hand'),
    titles: z.array(z.object({ ...comparableSchema, age_hours: z.number() })),
    waiting: z
      .array(z.object({ ...comparableSchema, age_hours: z.number().nullable().describe('null: not watched yet') }))
      .describe('chosen too, but not as far as the title yet, so not in the band'),
    band: z.object(Object.fromEntries(CURVES.map((metric) => [metric, bandSchema.optional()]))),
    curves: z.array(z.object({ id: z.string(), name: z.string(), points: z.array(pointSchema) })),
    solid_to_age_hours: z.number().describe('beyond it not every comparable has data'),
  }),
  hold: z.array(
    z.object({
      week: z.int(),
      hours: z.number(),
      hold: z.number().nullable(),
      open: z.boolean().describe('the week is not over'),
    }),
  ),
});

export function launchAnswer(launch: Launch): z.input<typeof launchSchema> {
  const { comparables } = launch;
  return {
    as_of: instant(launch.asOfMs),
    metrics: Object.fromEntries([...CURVES, 'hold' as const].map((metric) => [metric, METRICS[metric].version])),
    premiere_at: instantOrNull(launch.premiereMs),
    age_hours: launch.ageHours,
    points: launch.points.map(pointAnswer),
    comparables: {
      kind: comparables.kind,
      chosen_by: comparables.chosen.by,
      rule: comparables.chosen.by === 'rule' ? comparables.chosen.rule : null,
      chosen_at: comparables.chosen.by === 'hand' ? instant(comparables.chosen.atMs) : null,
      titles: comparables.titles.map(({ id, name, season, ageHours }) => ({ id, name, season, age_hours: ageHours })),
      waiting: comparables.waiting.map(({ id, name, season, ageHours }) => ({ id, name, season, age_hours: ageHours })),
      band: Object.fromEntries(
        Object.entries(comparables.band).map(([metric, points]) => [
          metric,
          points.map(({ ageHours, low, mid, high }) => ({ age_hours: ageHours, low, mid, high })),
        ]),
      ),
      curves: comparables.curves.map(({ id, name, points }) => ({ id, name, points: points.map(pointAnswer) })),
      solid_to_age_hours: comparables.solidToAgeHours,
    },
    hold: launch.hold.map(({ week, hours, hold, open }) => ({ week, hours, hold, open })),
  };
}

const pointAnswer = ({ ageHours, ...cumulative }: LaunchPoint): z.input<typeof pointSchema> => ({
  age_hours: ageHours,
  ...cumulative,
});
