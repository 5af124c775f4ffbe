import { describe, expect, it } from 'vitest';
import { LAST_EPISODE } from '../../sql/queries/reception-detail.ts';
import { placesIn } from './places.ts';

describe('the places a text names', () => {
  it.each([
    ['Episode 3 is outstanding.', [[3, -1]]],
    ['S1E04 was the best', [[4, -1]]],
    ['the 2nd episode drags', [[2, -1]]],
    ['3. bölüm tam bir felaket.', [[3, -1]]],
    ['第12話は傑作です。', [[12, -1]]],
    ['第5集一塌糊涂。', [[5, -1]]],
    ['7화는 최악이에요.', [[7, -1]]],
    ['الحلقة ٣ كارثية.', [[3, -1]]],
    [
      'The season finale and the pilot',
      [
        [LAST_EPISODE, -1],
        [1, -1],
      ],
    ],
    ['At 41:10 it lost me', [[0, 2_470]]],
    ['1:02:30の場面が忘れられない。', [[0, 3_750]]],
    ['I left at the 45 minute mark', [[0, 2_700]]],
    ['45. dakikada uyudum', [[0, 2_700]]],
    [
      'Episode 2 is slow until 12:30, episode 5 shines at 40:00',
      [
        [2, -1],
        [5, -1],
        [2, 750],
        [5, 2_400],
      ],
    ],
  ])('%s', (text, expected) => {
    expect(placesIn(text).map(({ episode, second }) => [episode, second])).toEqual(expected);
  });

  it.each([
    '10/10',
    'I gave it 8 of 10',
    'it starts at 8:30 pm',
    '90 minutes of my life',
    'ab 20:15 Uhr im Fernsehen',
    '第3位',
    '100%',
  ])('are none in: %s', (text) => expect(placesIn(text)).toEqual([]));

  it('are none in a list of all', () => {
    const list = Array.from({ length: 20 }, (_, i) => `Episode ${i + 1}`).join(', ');
    expect(placesIn(list)).toEqual([]);
  });
});
