import { describe, expect, it } from 'vitest';
import { tellingTerms } from './telling-terms.ts';

describe('terms that praise and blame may be told by', () => {
  it.each([
    ['en', 'the pacing of it was a not very good idea, and slow', ['pacing', 'not good', 'idea', 'slow']],
    ['en', 'Boring. I blame Jane Smith, O’Neill and JOHN for that story', ['boring', 'blame', 'story']],
    ['en', 'a fucking bore by some sh1tty writer', ['bore', 'writer']],
    ['de', 'Der Schluss war nicht schön, Herr Müller', ['schluss', 'nicht schön']],
    ['tr', 'Ayşe çok güzel ama bu film sıkıcı değil', ['güzel', 'film', 'sıkıcı değil']],
    ['ja', '音楽がてを', ['音楽']],
    ['en', 'not', []],
  ])('%s: %s', (language, text, terms) => expect(tellingTerms(text, language)).toEqual(terms));
});
