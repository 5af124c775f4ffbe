import { describe, expect, it } from 'vitest';
import { TitleFinder } from './find-title.ts';

const finder = new TitleFinder([
  { id: 'salt-s1', name: 'The Salt Meridian', show: 'The Salt Meridian', season: 1 },
  { id: 'salt-s2', name: 'The Salt Meridian', show: 'The Salt Meridian', season: 2 },
  { id: 'peat', name: 'A Year of Peat', show: '', season: null },
  { id: 'mare-s1', name: 'Maré de Vidro', show: '', season: 1 },
  { id: 'lighthouse', name: '灯台守の午後三時', show: '', season: null },
]);
const idOf = (text: string) => finder.find(text)?.id ?? null;

describe('a title', () => {
  it('is found by its id, and by its name in any case and with any accents', () => {
    expect(idOf('peat')).toBe('peat');
    expect(idOf('a year of PEAT')).toBe('peat');
    expect(idOf('Mare de vidro')).toBe('mare-s1');
    expect(idOf('灯台守の午後三時')).toBe('lighthouse');
  });

  it('of several seasons is found with the season only', () => {
    expect(idOf('The Salt Meridian')).toBeNull();
    expect(idOf('The Salt Meridian: Season 2')).toBe('salt-s2');
    expect(idOf('The Salt Meridian S1')).toBe('salt-s1');
  });

  it('that is missing has those with the likest names', () => {
    expect(idOf('The Salt Meridan')).toBeNull();
    expect(finder.nearest('The Salt Meridan')).toEqual(['The Salt Meridian (salt-s1)', 'The Salt Meridian (salt-s2)']);
    expect(finder.nearest('A Year with Pete')).toEqual(['A Year of Peat (peat)']);
    expect(finder.nearest('xyz')).toEqual([]);
  });
});
