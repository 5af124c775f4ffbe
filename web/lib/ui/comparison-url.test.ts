import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparisonPath, titlesOf, titlesText } from './comparison-url.ts';

const from = new URL('http://localhost:4000/titles/salt?zone=Europe%2FLisbon&country=PT');

describe('the address of a comparison', () => {
  it('says titles in order, and metric and age when they are not the usual ones', () => {
    expect(comparisonPath({ titles: ['salt-1', 'tide'] }, from)).toBe(
      '/compare?titles=salt-1,tide&zone=Europe%2FLisbon',
    );
    expect(comparisonPath({ titles: ['a', 'b'], metric: 'viewers', age: '7d' }, new URL('/', from))).toBe(
      '/compare?titles=a,b&metric=viewers&age=7d',
    );
  });
  it('names the same titles again, whatever stands in their ids', () => {
    const id = fc.stringMatching(/^[a-z%,é&= +]{1,12}$/).filter((text) => text.trim() === text);
    fc.assert(
      fc.property(fc.uniqueArray(id, { maxLength: 6 }), (ids) => {
        const url = new URL(comparisonPath({ titles: ids }, from), from);
        expect(titlesOf(url.searchParams.get('titles'))).toEqual(ids);
      }),
    );
  });
  it('takes each title once, at most six, and what is no id not at all', () => {
    expect(titlesOf('a,b,a,c,d,e,f,g')).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(titlesOf(' a,,b\u0000,%E0%A4%A')).toEqual(['%E0%A4%A']);
    expect(titlesOf(null)).toEqual([]);
    expect(titlesText(['50%', 'a,b'])).toBe('50%25,a%2Cb');
  });
});
