import { describe, expect, it } from 'vitest';
import { quotableSentences, quoteOf } from './quotable.ts';

const quotable = (written: string, language: string) => quoteOf(quotableSentences(written, language));

describe('a quote', () => {
  it.each([
    'Write to me: jane.doe@example.org',
    'jane (at) example.org knows',
    'Call +44 20 7946 0958 now',
    'My card is 4111-1111-1111-1111',
    'Find me as @jane_doe there',
    'See example.com/watch for free',
    'Write to me at jane@example.org please',
    `${'A lovely film, '.repeat(30)}call 020 7946 0958`,
    'Join t.me/janes_films for more',
    'I am janedoe#1234 there',
    ...['555–0123–456', '555.012.345', '555•012•345', '555_012_345', '(555) 012', '4 1 1 1 1 1'].map(
      (n) => `Call ${n} now`,
    ),
    'I am jane at example dot com',
    'jane at gmail (dot) com',
    '見てね@janedoe',
    '感谢@小明同学推荐',
    '＠jane is right',
    'Thanks @j',
    'My name is Jane Doe',
    'Ich heiße Jane',
    '我叫小明',
    '大家好我叫小明',
    '初めまして私の名前は太郎',
    '我的微信：xiaoming99',
    '微信xiaoming99加我',
    '感谢请见example.com很好',
    'Siehe münchen.de dafür',
    'A lovely film, cheers, Jane',
    'A lovely film – Jane D.',
    'My friend Jane hated it',
    'Meine Freundin Jana fand es gut',
    'Insta: jane.doe',
    'My insta is janedoe',
    'u/jane-doe said it',
    'Find me there, jane_doe',
    'Utter $hit by an a55hole',
    'Go kill yourself',
    'The director must die',
    'That fuuuuck up',
    'f\u200buck this',
    'fυck this сука film',
    'A sh!t film',
    'fvck it all',
    'f u c k this',
    'putain de film',
    'Жаль, пиздeц',
    'رقمي ٠٥٥٥١٢٣٤٥٦٧ اتصل بي',
    'What a fucking mess',
    'What a sh1tty mess',
    'What a f*** mess',
    'So ein scheiß Film',
    'Quelle merde ce film',
    'Bu film tam bir orospu çocuğu işi',
    'これはクソ映画だ',
    '👍👍',
    '',
  ])('is not made of: %s', (text) => expect(quotable(text, '')).toBe(''));

  it.each([
    'The best film of 2019-2021, at 12:30:15 I cried',
    'Scunthorpe never looked better, a classic assassin story',
    'A dickensian cast in Essex',
    '故事巧妙又感人。',
    'فيلم رائع جدا',
    'Ünlü bir oyuncu kadrosu',
    'My friend hated it, cheers to Meryl Streep',
    'Lovely – a True Classic',
    '**Amazing** film, from A*B and M*A*S*H',
    'The only chink in the armour is its length',
    '妈妈的爱',
    'A fickle man and a cipher, 9/10',
    'La hora del humor negro',
  ])('is made of: %s', (text) => expect(quotable(text, 'en')).toBe(text));

  it('knows what is a coarse word elsewhere only', () => {
    expect(quotable('Il arrive en retard', 'fr')).toBe('Il arrive en retard');
    expect(quotable('What a retard', 'en')).toBe('');
    expect(quotable('Ett bra slut', 'sv')).toBe('Ett bra slut');
  });

  it('leaves out whole sentences, as they were written', () => {
    expect(quotable('Mail jane@example.org or @jane. A great film! Loved it. Shit. More', 'en')).toBe(
      'A great film! Loved it.',
    );
    expect(quotable('电话：02079460958。故事巧妙。又感人！', 'zh')).toBe('故事巧妙。又感人！');
    expect(quotable('大家好，我叫小明。故事巧妙。', 'zh')).toBe('故事巧妙。');
    expect(quotable('私の名前は太郎です。 音楽が最高！', 'ja')).toBe('音楽が最高！');
    expect(quotable('见https://example.com/a。故事巧妙。', 'zh')).toBe('故事巧妙。');
    expect(quotableSentences('See it at www.example.com now. Fine', 'en')).toEqual([
      { text: 'See it at now. ', shows: false },
      { text: 'Fine', shows: true },
    ]);
  });

  it('is cut after a mark where there are no spaces, at as many letters’ worth as elsewhere', () => {
    const quote = quotable('故事巧妙又感人，音乐也很好听，'.repeat(20), 'zh');
    expect(quote).toMatch(/(?:故事巧妙又感人|音乐也很好听)…$/u);
    expect(quote.length).toBeGreaterThan(50);
    expect(quote.length).toBeLessThanOrEqual(90);
  });

  it('is cut between words, and never inside a character', () => {
    const words = quotable('lovely film '.repeat(60), 'en');
    expect(words).toMatch(/ (?:lovely|film)…$/);
    expect(words.length).toBeLessThanOrEqual(201);
    for (const long of ['👩‍👩‍👧‍👦好'.repeat(60), 'é'.repeat(400), '好'.repeat(400)]) {
      const quote = quotable(long, 'en');
      expect(quote.isWellFormed()).toBe(true);
      expect(quote.length).toBeLessThanOrEqual(201);
      expect(quote.slice(0, -1)).not.toMatch(/\u200d$/);
      expect(long.startsWith(quote.slice(0, -1))).toBe(true);
      expect(/^(?:\p{M}|\u200d)/u.test(long.slice(quote.length - 1))).toBe(false);
    }
  });
});
