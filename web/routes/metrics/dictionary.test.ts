import { describe, expect, it } from 'vitest';
import { METRICS } from '../../../sql/queries/definitions.ts';
import { TERMS } from '../../../sql/queries/terms.ts';
import { DEFINED, dictionary } from './dictionary.ts';

const ids = (query: string) =>
  dictionary(query).flatMap(({ metrics, terms }) => [...metrics, ...terms].map(({ id }) => id));

describe('the dictionary', () => {
  it('has every metric and term once, in parts', () => {
    expect(ids('').sort()).toEqual([...Object.keys(METRICS), ...TERMS.map(({ id }) => id)].sort());
    expect(new Set(ids('')).size).toBe(DEFINED);
    expect(dictionary('')[0]?.name).toBe('Viewing');
  });
  it('tells of every former version how it was computed', () => {
    for (const { id, version, former = [] } of Object.values(METRICS))
      expect([id, former.length + 1]).toEqual([id, version]);
  });
  it('finds by every word, in name, id or text, whatever the case', () => {
    expect(ids('COMPLETION 28')).toContain('completion_28d');
    expect(ids('completion_7d')).toEqual(['completion_7d']);
    expect(ids('netflix binge')).toEqual(['hours_per_active_day', 'pace']);
    expect(ids('  ')).toHaveLength(DEFINED);
  });
  it('leaves out parts without any', () => {
    expect(dictionary('gauge').map((part) => part.name)).toEqual(['Live']);
    expect(dictionary('nothing is called that')).toEqual([]);
  });
});
