import { describe, expect, it } from 'vitest';
import { languageOf } from './detect.ts';

describe('languageOf', () => {
  it.each([
    ['The story is clever and moving.', 'en-GB', 'en'],
    ['The story is clever and moving.', '', 'en'],
    ['Die Geschichte ist klug und bewegend.', '', 'de'],
    ['재미있어요', '', 'ko'],
    ['很好看', '', 'zh'],
    ['面白い映画でした', '', 'ja'],
    ['فيلم رائع جدا', '', 'ar'],
    // A site says the reader's language; the letters are another one's.
    ['재미없어요, 최악의 영화', 'en', 'ko'],
    ['Отличный фильм, всем советую', 'en', 'ru'],
    // Turkish, Hindi or Arabic is also written with Latin letters.
    ['bahut acchi film hai', 'hi', 'hi'],
    // Old and close tags.
    ['סרט נהדר', 'iw', 'he'],
    ['En veldig god film', 'nb', 'no'],
    ['Una película', 'es-419', 'es'],
    // Too little to tell.
    ['ok', '', ''],
    ['ok', 'und', ''],
    ['日本映画', 'ja', 'ja'],
  ])('%s (said: %j) is read as %j', (text, said, language) => {
    expect(languageOf(text, said)).toBe(language);
  });
});
