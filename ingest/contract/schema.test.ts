import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventSchema } from './schema.ts';
import { SHAPE_NAMES, shapeOf } from './shapes.ts';

describe('the JSON Schema', () => {
  const schema = eventSchema() as {
    $defs: Record<string, { properties: object; required: string[] }>;
    oneOf: unknown[];
  };

  it('has every record and its required fields', () => {
    expect(schema.oneOf).toHaveLength(SHAPE_NAMES.length);
    for (const shapeName of SHAPE_NAMES) {
      const { fields } = shapeOf(shapeName);
      expect(Object.keys(schema.$defs[shapeName]?.properties ?? {})).toEqual(['type', ...Object.keys(fields)]);
      const required = Object.entries(fields).flatMap(([name, field]) => (field.required === true ? [name] : []));
      expect(schema.$defs[shapeName]?.required).toEqual(['type', ...required]);
    }
  });

  it('judges a record as the collector does', () => {
    const playback = z.fromJSONSchema(schema.$defs.playback as Parameters<typeof z.fromJSONSchema>[0]);
    const record = {
      type: 'playback',
      play_id: 'p',
      seq: 1,
      viewer_id: 'v',
      title_id: 't',
      action: 'ping',
      at: 1_772_000_000_000,
      started_at: '2026-03-01T20:00:00Z',
      position_s: 1.5,
      country: 'BR',
      mood: 'unknown',
    };
    expect(playback.safeParse(record).error).toBeUndefined();
    for (const wrong of [
      { seq: 1.5 },
      { seq: -1 },
      { action: 'dance' },
      { title_id: '' },
      { title_id: ' t' },
      { position_s: '1' },
      { country: 'Brazil' },
      { at: undefined },
    ])
      expect(playback.safeParse({ ...record, ...wrong }).success, JSON.stringify(wrong)).toBe(false);
  });
});
