import { describe, expect, it } from 'vitest';
import { titlePath, toPage, withParams } from './view-url.ts';

const url = new URL('http://localhost:4000/titles/salt?zone=Europe%2FLisbon&country=PT');

describe('the view in the URL', () => {
  it('changes what it is told and keeps the rest', () => {
    expect(withParams(url, { country: null, metric: 'views' })).toBe('/titles/salt?zone=Europe%2FLisbon&metric=views');
    expect(withParams(url, { zone: null, country: null })).toBe('/titles/salt');
  });
  it('carries the zone to another page, and nothing else', () => {
    expect(toPage('/', url)).toBe('/?zone=Europe%2FLisbon');
    expect(toPage('/', new URL('http://localhost/'))).toBe('/');
  });
  it('escapes an id', () => expect(titlePath('a/b c')).toBe('/titles/a%2Fb%20c'));
});
