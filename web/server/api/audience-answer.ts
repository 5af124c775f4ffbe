import { z } from 'zod';
import type { PreferenceCell, SlateAudience, TitleAudience } from '../../../sql/queries/read-model.ts';
import { figureAnswer, figureSchema, instant, instantOrNull, instantSchema } from './figure.ts';

export const SEGMENT_DIMENSIONS = [
  'country',
  'region',
  'device',
  'audio',
  'age_band',
  'gender',
  'plan',
  'preference',
] as const;

const dimensionSchema = z.enum(SEGMENT_DIMENSIONS);
const valueSchema = z.string().describe('as it was sent; empty: not known, and for preference: none');

export const titleAudienceSchema = z.object({
  as_of: instantSchema,
  week: instantSchema.nullable().describe('the Monday of the week; null: the title’s life'),
  weeks: z.array(instantSchema).describe('Mondays that can be asked for, newest first'),
  viewers: figureSchema.describe('of the period, everybody: exact'),
  segments: z.array(
    z.object({
      dimension: dimensionSchema,
      value: valueSchema,
      viewers: figureSchema.describe('rounded to tens'),
      share: figureSchema.describe('of the title’s viewers'),
      index: figureSchema.describe('100: as all viewers of the slate'),
    }),
  ),
  overlaps: z.array(
    z.object({
      title: z.string(),
      name: z.string(),
      season: z.int().nullable(),
      both: figureSchema.describe('viewers of both titles, rounded to tens'),
      overlap: figureSchema.describe('of the viewers of either'),
      lift: figureSchema,
    }),
  ),
});

export function titleAudienceAnswer(audience: TitleAudience): z.input<typeof titleAudienceSchema> {
  return {
    as_of: instant(audience.asOfMs),
    week: instantOrNull(audience.weekMs),
    weeks: audience.weeks.map(instant),
    viewers: figureAnswer(audience.viewers),
    segments: audience.segments.map(({ dimension, value, viewers, share, index }) => ({
      dimension,
      value,
      viewers: figureAnswer(viewers),
      share: figureAnswer(share),
      index: figureAnswer(index),
    })),
    overlaps: audience.overlaps.map(({ titleId, name, season, both, overlap, lift }) => ({
      title: titleId,
      name,
      season,
      both: figureAnswer(both),
      overlap: figureAnswer(overlap),
      lift: figureAnswer(lift),
    })),
  };
}

const preferenceSchema = z.object({
  genre: z.string(),
  segment: z
    .object({ dimension: z.enum(['country', 'age_band']), value: valueSchema })
    .nullable()
    .describe('null: everybody'),
  viewers: figureSchema.describe('who prefer the genre, rounded to tens'),
  share: figureSchema.describe('of the segment’s viewers'),
  index: figureSchema.describe('100: as all viewers'),
  gap: figureSchema.describe('demand over offer'),
});

export const slateAudienceSchema = z.object({
  as_of: instantSchema,
  viewers: figureSchema,
  genres: z.array(
    z.object({
      genre: z.string(),
      offer: z.number().describe('share of the running time that is out'),
      everybody: preferenceSchema,
    }),
  ),
  cells: z.array(preferenceSchema).describe('genres by country and by age band'),
  under_served: z.array(preferenceSchema).describe('cells with a gap of 1.5 and more whose interval lies above 1'),
  take: z.array(z.object({ surface: z.string(), fraction: figureSchema })),
});

export function slateAudienceAnswer(audience: SlateAudience): z.input<typeof slateAudienceSchema> {
  return {
    as_of: instant(audience.asOfMs),
    viewers: figureAnswer(audience.viewers),
    genres: audience.genres.map(({ genre, offer, everybody }) => ({
      genre,
      offer,
      everybody: preferenceAnswer(everybody),
    })),
    cells: audience.cells.map(preferenceAnswer),
    under_served: audience.underServed.map(preferenceAnswer),
    take: audience.take.map(({ surface, fraction }) => ({ surface, fraction: figureAnswer(fraction) })),
  };
}

const preferenceAnswer = ({ genre, segment, viewers, share, index, gap }: PreferenceCell) => ({
  genre,
  segment,
  viewers: figureAnswer(viewers),
  share: figureAnswer(share),
  index: figureAnswer(index),
  gap: figureAnswer(gap),
});
