import { describe, expect, it } from 'vitest';
import { METRICS } from '../../../sql/queries/definitions.ts';
import { dictionary } from './dictionary.ts';

const ids = (query: string) => dictionary(query).flatMap((part) => part.metrics.map((metric) => metric.id));

describe('the dictionary', () => {
  it('has every metric once, in parts', () => {
    expect(ids('').sort()).toEqual(Object.keys(METRICS).sort());
    expect(dictionary('')[0]?.name).toBe('Viewing');
  });
  it('finds by every word, in name, id or text, whatever the case', () => {
    expect(ids('COMPLETION 28')).toEqual(['completion_28d']);
    expect(ids('completion_7d')).toEqual(['completion_7d']);
    expect(ids('netflix binge')).toEqual(['hours_per_active_day']);
    expect(ids('  ')).toHaveLength(Object.keys(METRICS).length);
  });
  it('leaves out parts without any', () => {
    expect(dictionary('gauge').map((part) => part.name)).toEqual(['Live']);
    expect(dictionary('nothing is called that')).toEqual([]);
  });
});
