import { z } from 'zod';
import { ID } from '../../../ingest/contract/id.ts';
import { DEVICES } from '../../../sql/queries/devices.ts';
import type { Range } from '../../../sql/queries/read-model.ts';
import { mondayMs } from '../../../sql/queries/time.ts';
import { COMPARED_MOST, titlesOf } from '../../lib/ui/comparison-url.ts';
import { instantOf, isZone } from '../../lib/format/zone.ts';
import { ApiError } from '../errors.ts';

/** Nothing is measured before this; a typo such as 0206 is caught. */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2100;

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** A calendar day, which begins at another instant in each zone, or an instant. */
export type DayOrInstant = { year: number; month: number; day: number } | { atMs: number };

/** What a text names; null when it is neither a day nor an instant with offset, or out of bounds. */
export function dayOrInstant(text: string): DayOrInstant | null {
  const atMs = DAY.test(text) || INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(atMs)) return null;
  const at = new Date(atMs);
  if (at.getUTCFullYear() < FIRST_YEAR || at.getUTCFullYear() >= LAST_YEAR) return null;
  if (!DAY.test(text)) return { atMs };
  // Date.parse takes 31 February for 3 March.
  if (at.toISOString().slice(0, 10) !== text) return null;
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}

const dayOrInstantParameter = z.string().transform((text, context) => {
  const named = dayOrInstant(text);
  if (named) return named;
  context.addIssue('neither a day nor an instant');
  return z.NEVER;
});

/** Each parameter says in its description what it takes, as it follows "takes" in an error and in the OpenAPI document. */
export const fromParameter = dayOrInstantParameter.describe(
  'a day (2026-11-02) or an instant (2026-11-02T18:00:00Z) the range begins with',
);

export const toParameter = dayOrInstantParameter.describe(
  'a day (2026-11-08, the whole of it) or an instant (2026-11-09T00:00:00Z) the range ends before',
);

/**
 * The range that `from` and `to` name in a zone; a half that is not given comes from `otherwise`. A day given as `to` is
 * meant with all its hours. Throws 400 when nothing lies between.
 */
export function rangeOf(
  given: { from?: DayOrInstant | undefined; to?: DayOrInstant | undefined; zone?: string | undefined },
  otherwise: Range,
): Range {
  const { from, to, zone = 'UTC' } = given;
  const fromMs = from ? startMs(from, zone, 0) : otherwise.fromMs;
  const toMs = to ? startMs(to, zone, 1) : otherwise.toMs;
  if (fromMs < toMs) return { fromMs, toMs };
  throw new ApiError(
    400,
    'empty_range',
    `The range begins at ${new Date(fromMs).toISOString()} and ends at ${new Date(toMs).toISOString()}: nothing lies between.`,
    'Let from come before to; a day given as to is meant with all its hours.',
  );
}

function startMs(named: DayOrInstant, zone: string, daysLater: number): number {
  return 'atMs' in named ? named.atMs : instantOf(named.year, named.month, named.day + daysLater, 0, 0, zone);
}

/** A Monday, as the milliseconds it begins with. */
export const weekParameter = z
  .string()
  .transform((text, context) => {
    const named = DAY.test(text) ? dayOrInstant(text) : null;
    const atMs = named && 'year' in named ? Date.UTC(named.year, named.month - 1, named.day) : Number.NaN;
    if (!Number.isNaN(atMs) && mondayMs(atMs) === atMs) return atMs;
    context.addIssue('not a Monday');
    return z.NEVER;
  })
  .describe('the Monday a week begins with, such as 2026-11-02 (the title’s life if not given)');

export const countryParameter = z
  .string()
  .regex(/^[A-Z]{2}$/)
  .describe('an ISO 3166-1 country code in capitals, such as PT');

export const deviceParameter = z.enum(DEVICES).describe(`one of ${DEVICES.join(', ')}`);

export const audioParameter = z
  .string()
  .max(35)
  .regex(/^[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8})*$/)
  .describe('the BCP 47 tag of an audio language, such as pt-BR, as /titles/{id}/audience lists them');

/** An id, or a name that is as long as one at most. */
const labelParameter = z.string().regex(ID);

export const planParameter = labelParameter.describe('a plan, as /titles/{id}/audience lists them');

export const preferenceParameter = labelParameter.describe(
  'a genre that viewers prefer, as /titles/{id}/audience lists them',
);

export const zoneParameter = z
  .string()
  .max(64)
  .refine(isZone)
  .describe('an IANA time zone, such as Europe/Lisbon, in which days are meant (UTC if not given)');

export const searchParameter = z.string().min(1).max(200).describe('a part of a name or id, 1 to 200 characters');

/** A whole number within bounds. */
export const countParameter = (min: number, max: number, what: string) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine((count) => count >= min && count <= max)
    .describe(`a whole number from ${min} to ${max}: ${what}`);

export const itemIdParameter = (kind: 'asset' | 'milestone') =>
  labelParameter.describe(`the id of one, as /api/v1/${kind}s lists them`);

export const titleIdParameter = labelParameter.describe('the id of a title, as /api/v1/titles lists them');

export const titleIdsParameter = z
  .string()
  .transform((text, context) => {
    const ids = titlesOf(text);
    if (ids.length === text.split(',').length) return ids;
    context.addIssue('not as many titles');
    return z.NEVER;
  })
  .describe(
    `1 to ${COMPARED_MOST} different ids of titles, parted by commas; a comma or percent sign of an id is encoded once more`,
  );

/**
 * Parses named texts by the schema of each. Throws 400 naming the first parameter that cannot be used, what it got and
 * what it takes; a name the schema does not know is an error too, so that a typo is not a silent "all".
 */
export function parseParameters<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  given: Iterable<readonly [name: string, text: string]>,
): z.output<z.ZodObject<Shape>> {
  const texts: Record<string, string> = {};
  const known = Object.keys(schema.shape);
  for (const [name, text] of given) {
    if (!known.includes(name)) {
      const list = known.length === 0 ? 'It takes none.' : `It takes ${known.join(', ')}.`;
      throw new ApiError(400, 'unknown_parameter', `There is no parameter ${shown(name)} here.`, list);
    }
    if (Object.hasOwn(texts, name)) {
      throw new ApiError(400, 'repeated_parameter', `${name} is given more than once.`, 'Give it once.');
    }
    texts[name] = text;
  }
  const parsed = schema.safeParse(texts);
  if (parsed.success) return parsed.data;
  const name = String(parsed.error.issues[0]?.path[0] ?? known[0]);
  const takes = takesOf(schema.shape[name]);
  const got = texts[name];
  throw new ApiError(
    400,
    'invalid_parameter',
    got === undefined ? `${name} is missing.` : `${name} is ${shown(got)}, but takes ${takes}.`,
    `Give ${name} as ${takes}.`,
  );
}

function takesOf(schema: unknown): string {
  const described = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  return (described instanceof z.ZodType ? described.description : undefined) ?? 'something else';
}

function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
