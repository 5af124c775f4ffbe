import { describe, expect, it } from 'vitest';
import { allowedOrigins, isOwnLocalPage, refusal, schemeOf } from './origins.ts';

describe('who may ask', () => {
  const origins = allowedOrigins(4000, 'https://ovation.example.com');

  it.each(['localhost:4000', '127.0.0.1:4000', '[::1]:4000', 'LOCALHOST:4000', 'ovation.example.com'])(
    'answers to %s',
    (host) => expect(refusal({ host }, origins)).toBeNull(),
  );

  it.each([
    undefined,
    '',
    'evil.example',
    'localhost',
    'localhost:4001',
    'localhost:4000.evil.example',
    '10.0.0.1:4000',
  ])('refuses the name %s, as of a page that points its own name here', (host) => {
    const refused = refusal(host === undefined ? {} : { host }, origins);
    expect(refused).toMatchObject({ status: 403, code: 'host_not_allowed' });
  });

  it.each(['http://localhost:4000', 'http://127.0.0.1:4000', 'http://[::1]:4000', 'https://ovation.example.com'])(
    'takes requests of pages of %s',
    (origin) => expect(refusal({ host: 'localhost:4000', origin }, origins)).toBeNull(),
  );

  it.each([
    'http://evil.example',
    'null',
    'https://localhost:4000',
    'http://localhost:3000',
    'http://ovation.example.com',
  ])('refuses pages of %s', (origin) =>
    expect(refusal({ host: 'localhost:4000', origin }, origins)).toMatchObject({ code: 'origin_not_allowed' }),
  );

  it('answers to the bare name on the default port', () => {
    expect(refusal({ host: 'localhost' }, allowedOrigins(80, undefined))).toBeNull();
  });

  it('keeps control characters of a header out of its message', () => {
    expect(refusal({ host: 'a\u001b[31m\nb' }, origins)?.message).toBe(
      'This server does not answer to the name "a[31mb".',
    );
  });

  it('knows its own pages on this machine by what only browsers set', () => {
    const own = (host: string, site?: string) =>
      isOwnLocalPage(new Headers({ host, ...(site && { 'sec-fetch-site': site }) }), origins);
    expect(own('localhost:4000', 'same-origin')).toBe(true);
    expect(own('localhost:4000', 'none')).toBe(true);
    expect(own('localhost:4000', 'cross-site')).toBe(false);
    expect(own('localhost:4000')).toBe(false);
    expect(own('ovation.example.com', 'same-origin')).toBe(false);
  });

  it('tells the pages the scheme people see', () => {
    expect(schemeOf({ host: 'ovation.example.com' }, origins)).toBe('https');
    expect(schemeOf({ host: 'localhost:4000' }, origins)).toBe('http');
  });
});
