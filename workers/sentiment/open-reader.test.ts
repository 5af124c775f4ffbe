import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Score, Scorer, Unscored } from './contract.ts';
import { openReader } from './open-reader.ts';

let scorer: Scorer;
beforeAll(async () => {
  scorer = await openReader({});
});

const one = async (text: string, language = ''): Promise<Score | Unscored> =>
  (await scorer.score([{ text, language }]))[0] as Score | Unscored;
const classOf = (score: Score | Unscored) => {
  if ('why' in score) return score.why;
  const { positive, neutral, negative } = score;
  const largest = Math.max(positive, neutral, negative);
  return largest === positive ? 'positive' : largest === negative ? 'negative' : 'neutral';
};

describe('openReader', () => {
  it.each([
    ['I loved every minute of it, a wonderful film.', 'en', 'positive'],
    ['A boring film with a terrible story.', 'en', 'negative'],
    ['not good', 'en', 'negative'],
    ['Great!', 'en', 'positive'],
    ['Harika bir film, mutlaka izleyin', 'tr', 'positive'],
    ['cok sıkıcı, zaman kaybı', 'tr', 'negative'],
    ['Der Film ist wunderbar', 'de', 'positive'],
    ['<div><b>Awful</b>,&nbsp;just <i>awful</i></div>', 'en', 'negative'],
    ['<script>alert("great great great")</script>terrible', 'en', 'negative'],
    ['terrible\u0000 film \ud83d, awful', 'en', 'negative'],
    ['فيلم رائع وممتاز', 'ar', 'positive'],
    ['这部电影很精彩', 'zh', 'positive'],
    ['Bu film iyi değil', 'tr', 'negative'],
    ['ужасный скучный фильм', 'en', 'negative'],
    ['😍😍', 'en', 'positive'],
  ])('%s (%s) is %s', async (text, language, expected) => {
    expect(classOf(await one(text, language))).toBe(expected);
  });

  it.each([
    ['', 'en', { language: '', why: 'no-words' }],
    ['…!?', '', { language: '', why: 'no-words' }],
    ['\u0000\u0000', 'en', { language: '', why: 'no-words' }],
    ['😍😍', '', { language: '', why: 'unknown-language' }],
    ['ok', '', { language: '', why: 'unknown-language' }],
    ['qapla maj', 'tlh', { language: 'tlh', why: 'no-model' }],
    ['Bof.', 'fr', { language: 'fr', why: 'no-words' }],
    ['映画館で観た', 'ja', { language: 'ja', why: 'no-words' }],
  ])('leaves %j (%s) unscored', async (text, language, expected) => {
    expect(await one(text, language)).toEqual(expected);
  });

  it('answers with probabilities that sum to 1, and who read it', async () => {
    const texts = ['Great', 'It has scenes.', 'good but bad', '好看', 'جيد', 'harika', 'x '.repeat(2_000)];
    for (const score of (await scorer.score(texts.map((text) => ({ text, language: '' })))) as Score[]) {
      if ('why' in score) continue;
      expect(score.positive + score.neutral + score.negative).toBeCloseTo(1, 12);
      for (const share of [score.positive, score.neutral, score.negative]) expect(share).toBeGreaterThanOrEqual(0);
      expect(scorer.languages).toContainEqual({ language: score.language, model: score.model, version: score.version });
    }
  });

  it.each(['Wonderful film. ', 'Terrible film! '])('reads %j said 300 times as it is said once', async (text) => {
    const [once, often] = [await one(text, 'en'), await one(text.repeat(300), 'en')];
    expect(classOf(often)).toBe(classOf(once));
    expect(classOf(once)).not.toBe('neutral');
  });

  it('reads a text of several languages in the one most of it is in', async () => {
    expect(await one('The film was wonderful and I loved the story, très bien fait', '')).toMatchObject({
      language: 'en',
    });
  });

  it.each([' good', 'a', '好', '!', '<b>', '😍', 'ا', "n't ", "'"])(
    'takes little time for 50,000 times %j',
    async (piece) => {
      const startedMs = performance.now();
      await one(piece.repeat(50_000), 'en');
      expect(performance.now() - startedMs).toBeLessThan(2_000);
    },
  );

  it('answers an empty batch', async () => {
    expect(await scorer.score([])).toEqual([]);
  });

  it('has one id for the same models', async () => {
    expect((await openReader({ folder: '/nowhere' })).id).toBe(scorer.id);
  });
});

describe('weights that cannot be read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ovation-scorer-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('say so when the scorer is opened', async () => {
    writeFileSync(join(folder, 'en.weights'), 'something else');
    await expect(openReader({ folder })).rejects.toThrow(
      /en\.weights holds no weights of this version.*Train it again/,
    );
  });
});
