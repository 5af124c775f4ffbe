import { describe, expect, it } from 'vitest';
import { fuzzyFind, fuzzyScore } from './fuzzy.ts';

const titles = ['The Salt Road, Season 1', 'Harbour Lights', 'Nine Winters', 'Élite Norte', 'The Salt Road, Season 2'];
const find = (query: string) => fuzzyFind(query, titles, (title) => title, 3);

describe('fuzzy find', () => {
  it('takes first letters, runs and accents', () => {
    expect(find('tsr')[0]).toBe('The Salt Road, Season 1');
    expect(find('wint')[0]).toBe('Nine Winters');
    expect(find('elite')[0]).toBe('Élite Norte');
    expect(find('salt 2')[0]).toBe('The Salt Road, Season 2');
  });
  it('finds nothing when letters are missing, and all for nothing', () => {
    expect(fuzzyScore('xyz', 'Harbour Lights')).toBeNull();
    expect(find('')).toEqual(titles.slice(0, 3));
  });
});
