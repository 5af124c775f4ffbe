import { describe, expect, it } from 'vitest';
import { filmId, identityOf, namedSeasonId, seasonId, slugOf } from './identity.ts';

describe('slugs', () => {
  it('are equal for the spellings of one name', () => {
    expect(slugOf('Let’s Eat')).toBe(slugOf("LET'S EAT"));
    expect(slugOf('Sin Senos sí Hay Paraíso')).toBe('sin-senos-si-hay-paraiso');
    expect(slugOf('Blood & Water')).toBe('blood-and-water');
    expect(slugOf("'83")).toBe('83');
    expect(slugOf('MOTHER / ANDROID')).toBe('mother-android');
  });

  it('keep the letters of other scripts, whole', () => {
    expect(slugOf('반드시 잡는다')).toBe('반드시-잡는다');
    expect(slugOf('แผนร้ายนายเจ้าเล่ห์')).toBe('แผนร้ายนายเจ้าเล่ห์'.normalize('NFKD').normalize('NFC'));
    expect(slugOf('الف مبروك')).toBe('الف-مبروك');
  });

  it('stay short enough for an id, and differ where only the cut ends do', () => {
    const long = 'The Life and Times of a Very Long Title that Goes On and On '.repeat(4);
    expect(seasonId(long, 12).length).toBeLessThan(128);
    expect(slugOf(`${long} one`)).not.toBe(slugOf(`${long} two`));
  });

  it('are never empty', () => {
    expect(slugOf('!!!')).toMatch(/^[0-9a-f]{8}$/);
  });
});

describe('ids', () => {
  it('tell a film, a numbered and a named season apart', () => {
    expect(filmId('Death Note')).toBe('nf-death-note');
    expect(seasonId('DEATH NOTE', 1)).toBe('nf-death-note-s1');
    expect(namedSeasonId('Bleach', 'The Substitute')).toBe('nf-bleach-the-substitute');
  });

  it('are 128 bits of a hash for plays, and keep the parts apart', () => {
    expect(identityOf(['a', 1])).toMatch(/^[0-9a-f]{32}$/);
    expect(identityOf(['ab', 'c'])).not.toBe(identityOf(['a', 'bc']));
  });
});
