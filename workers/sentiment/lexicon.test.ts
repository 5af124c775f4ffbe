import { describe, expect, it } from 'vitest';
import { lexiconLanguages, lexiconScore, openLexicon, type Lexicon } from './lexicon.ts';

const scoreOf = (language: string, text: string) => lexiconScore(text, openLexicon(language) as Lexicon);

describe('a lexicon', () => {
  it('knows a hundred languages by their present code', () => {
    expect(lexiconLanguages().length).toBeGreaterThan(90);
    expect(lexiconLanguages()).toContain('he');
    expect(lexiconLanguages()).not.toContain('iw');
    expect(openLexicon('tlh')).toBeNull();
  });

  it('adds up what words are worth, within −1 … 1', () => {
    expect(scoreOf('en', 'a superb film')).toBeGreaterThan(0.5);
    expect(scoreOf('en', 'a horrible film')).toBeLessThan(-0.5);
    expect(scoreOf('en', 'a film')).toBeNull();
    expect(scoreOf('en', 'good, bad')).toBe(0);
    expect(scoreOf('en', 'superb '.repeat(500))).toBeLessThan(1);
  });

  it('turns a word round that is negated, before or after it', () => {
    expect(scoreOf('en', 'not a good film')).toBeLessThan(0);
    expect(scoreOf('en', "it isn't bad")).toBeGreaterThan(0);
    expect(scoreOf('tr', 'iyi')).toBeGreaterThan(0);
    expect(scoreOf('tr', 'iyi değil')).toBeLessThan(0);
  });

  it('finds words inside languages without spaces, and emoji everywhere', () => {
    expect(scoreOf('zh', '这部电影很精彩')).toBeGreaterThan(0);
    expect(scoreOf('pl', '😍')).toBeGreaterThan(0);
  });
});
