import { describe, expect, it } from 'vitest';
import { likenessOf } from './alike.ts';

const share = (a: string, b: string) => {
  const [one, two] = [likenessOf(a).signature, likenessOf(b).signature];
  return one.filter((hash, at) => hash === two[at]).length / one.length;
};
const SLOGAN = 'Worst film ever, do not watch this garbage under any circumstances';

describe('whether texts are alike', () => {
  it('is not told by case, signs, tags and stretched letters', () => {
    const { textHash } = likenessOf(SLOGAN);
    for (const copy of [
      SLOGAN.toUpperCase(),
      `${SLOGAN}!!!`,
      `${SLOGAN} 👎👎 #boycott`,
      SLOGAN.replace('ever', 'ever...'),
      SLOGAN.replace('do not', 'do-not').replace('Worst film', 'Worst\u00adfilm'),
    ])
      expect(likenessOf(copy).textHash).toBe(textHash);
    expect(likenessOf('Sooooo boring, I fell asleep in the cinema').textHash).toBe(
      likenessOf('Soooooooo boring, I fell asleep in the cinema').textHash,
    );
  });

  it('is told by the pieces they share', () => {
    expect(share(SLOGAN, `${SLOGAN}, please`)).toBeGreaterThanOrEqual(0.7);
    expect(share(SLOGAN, 'Quiet, patient and beautifully shot; the last scene stays with me')).toBeLessThan(0.2);
  });

  it('is not told of what many write who know nothing of each other', () => {
    expect(likenessOf('Great film!')).toEqual({ textHash: '0', signature: [] });
    expect(likenessOf('👍👍👍').textHash).toBe('0');
    expect(likenessOf('从头到尾都非常喜欢这部电影').textHash).not.toBe('0');
  });
});
