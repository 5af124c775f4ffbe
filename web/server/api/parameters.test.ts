import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ApiError } from '../errors.ts';
import {
  countryParameter,
  dayOrInstant,
  deviceParameter,
  fromParameter,
  parseParameters,
  rangeOf,
  toParameter,
  zoneParameter,
} from './parameters.ts';

const schema = z.object({
  from: fromParameter.optional(),
  to: toParameter.optional(),
  country: countryParameter.optional(),
  device: deviceParameter.optional(),
  zone: zoneParameter.optional(),
});

const parse = (query: string) => parseParameters(schema, new URLSearchParams(query));

const errorOf = (run: () => unknown): ApiError => {
  try {
    run();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('parameters of the read API', () => {
  const otherwise = { fromMs: 0, toMs: Date.UTC(2030, 0) };

  it('means a day with all its hours, an instant as it stands', () => {
    expect(rangeOf(parse('from=2026-11-02&to=2026-11-08'), otherwise)).toEqual({
      fromMs: Date.UTC(2026, 10, 2),
      toMs: Date.UTC(2026, 10, 9),
    });
    expect(rangeOf(parse('from=2026-11-02T01:00:00%2B01:00&to=2026-11-02T12:30:00Z'), otherwise)).toEqual({
      fromMs: Date.UTC(2026, 10, 2),
      toMs: Date.UTC(2026, 10, 2, 12, 30),
    });
  });

  it('means the days of the zone, 25 hours long when clocks go back', () => {
    expect(rangeOf(parse('from=2026-10-25&to=2026-10-25&zone=Europe/Lisbon'), otherwise)).toEqual({
      fromMs: Date.UTC(2026, 9, 24, 23),
      toMs: Date.UTC(2026, 9, 26),
    });
  });

  it('leaves a half that is not given to the resource', () => {
    expect(rangeOf(parse('from=2026-11-02'), otherwise)).toEqual({
      fromMs: Date.UTC(2026, 10, 2),
      toMs: otherwise.toMs,
    });
    expect(rangeOf(parse(''), otherwise)).toEqual(otherwise);
  });

  it.each(['2026-02-31', '2026-13-01', '0206-01-01', '9999-01-01', '2026-11-02T10:00:00', '2 Nov 2026', '1e3', ''])(
    'does not take %j for a time',
    (text) => expect(dayOrInstant(text)).toBeNull(),
  );

  it('names the parameter, what it got and what it takes', () => {
    const error = errorOf(() => parse('from=yesterday'));
    expect(error).toMatchObject({ status: 400, code: 'invalid_parameter' });
    expect(error.message).toBe(
      'from is "yesterday", but takes a day (2026-11-02) or an instant (2026-11-02T18:00:00Z) the range begins with.',
    );
    expect(errorOf(() => parse('device=fridge')).message).toContain(
      'device is "fridge", but takes one of unknown, tv, mobile',
    );
    expect(errorOf(() => parse('country=pt')).message).toContain('country is "pt"');
    expect(errorOf(() => parse('zone=Mars%2FOlympus')).message).toContain('such as Europe/Lisbon');
  });

  it('takes a misspelt or repeated name for an error, never for "all"', () => {
    expect(errorOf(() => parse('contry=PT'))).toMatchObject({
      code: 'unknown_parameter',
      hint: 'It takes from, to, country, device, zone.',
    });
    expect(errorOf(() => parse('country=PT&country=ES'))).toMatchObject({ code: 'repeated_parameter' });
    expect(errorOf(() => parse('__proto__=x'))).toMatchObject({ code: 'unknown_parameter' });
  });

  it('refuses a range with nothing in it', () => {
    const range = parse('from=2026-11-03&to=2026-11-02');
    expect(errorOf(() => rangeOf(range, otherwise))).toMatchObject({ status: 400, code: 'empty_range' });
  });
});
