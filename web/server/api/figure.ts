import { z } from 'zod';
import type { Figure, Range } from '../../../sql/queries/read-model.ts';

export const instantSchema = z.iso.datetime().describe('RFC 3339, UTC');

export const rangeSchema = z.object({
  from: instantSchema.describe('included'),
  to: instantSchema.describe('excluded'),
});

const definedSchema = {
  metric: z.string().describe('the id of its definition in /metrics'),
  version: z.int().describe('the version of that definition'),
  as_of: instantSchema.describe('when the state that made it was read'),
};

/** A number with its definition, time and certainty; or the fact that it is withheld, with nothing beside it. */
export const figureSchema = z.union([
  z.object({
    ...definedSchema,
    withheld: z.literal(true).describe('under the privacy floor, or its complement is'),
  }),
  z.object({
    ...definedSchema,
    value: z.number().nullable().describe('null: not available; reason says why'),
    interval: z.tuple([z.number(), z.number()]).optional().describe('95 %, in the unit of value'),
    n: z.int().optional().describe('how many people or plays it rests on'),
    count: z.int().optional().describe('of a share: how many of these n are in it'),
    maturing: z.int().optional().describe('people who are not in it yet'),
    reason: z.string().optional(),
    estimated: z.literal(true).optional().describe('rests on an estimated runtime'),
    range: rangeSchema.optional().describe('what it is of, where that is more than was asked for (whole UTC days)'),
  }),
]);

/** Withheld figures leave without value, interval and n: each of them would tell what is withheld. */
export function figureAnswer(figure: Figure): z.input<typeof figureSchema> {
  const defined = { metric: figure.metric, version: figure.version, as_of: instant(figure.asOfMs) };
  if (figure.withheld) return { ...defined, withheld: true };
  return {
    ...defined,
    value: figure.value,
    ...(figure.interval && { interval: [figure.interval[0], figure.interval[1]] as [number, number] }),
    ...(figure.n !== undefined && { n: figure.n }),
    ...(figure.count !== undefined && { count: figure.count }),
    ...(figure.maturing !== undefined && { maturing: figure.maturing }),
    ...(figure.reason !== undefined && { reason: figure.reason }),
    ...(figure.estimated && { estimated: true as const }),
    ...(figure.range && { range: rangeAnswer(figure.range) }),
  };
}

export const rangeAnswer = (range: Range): z.input<typeof rangeSchema> => ({
  from: instant(range.fromMs),
  to: instant(range.toMs),
});

/** Epoch milliseconds as RFC 3339. */
export const instant = (atMs: number): string => new Date(atMs).toISOString();

export const instantOrNull = (atMs: number | null): string | null => (atMs === null ? null : instant(atMs));
