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
    ['en', 'An hour in it finally wakes up', 60],
    ['en', 'about half an hour in, I left', 30],
    ['en', 'An hour and a half in: magic', 90],
    ['en', 'ten minutes in and I was hooked', 10],
    ['en', '1 hour and 20 minutes into the film', 80],
    ['en', 'After about forty-five minutes I gave up', 45],
    ['en', 'It turns at the one hour mark', 60],
    ['en', 'great at 9:30, the scene by the lake', 9.5],
    ['en', 'Watched it yesterday and 12:30 made me cry', 12.5],
    ['de', 'Nach einer halben Stunde war Schluss', 30],
    ['de', 'nach zwanzig Minuten eingeschlafen', 20],
    ['de', '12:30 ist großartig', 12.5],
    ['fr', "Au bout d'une heure on s'ennuie", 60],
    ['fr', 'après 20 minutes, rien', 20],
    ['fr', '12:30 est superbe', 12.5],
    ['es', 'A la hora me dormí', 60],
    ['es', 'a los veinte minutos lo dejé', 20],
    ['it', "Dopo un'ora ho spento", 60],
    ['it', "dopo mezz'ora si dorme", 30],
    ['pt', 'Depois de uma hora e meia melhora', 90],
    ['tr', 'Yarım saat sonra kapattım', 30],
    ['tr', 'on beş dakika sonra sıkıldım', 15],
    ['pl', 'Po godzinie zasnąłem', 60],
    ['pl', 'po 20 minutach wyłączyłem', 20],
    ['sv', 'Efter en halvtimme stängde jag av', 30],
    ['ru', 'Через полчаса выключил', 30],
    ['ru', 'на 20-й минуте заснул', 20],
    ['ar', 'بعد ساعة شعرت بالملل', 60],
    ['ar', 'بعد ٢٠ دقيقة', 20],
    ['hi', 'आधे घंटे बाद बंद कर दिया', 30],
    ['ko', '한 시간 만에 껐다', 60],
    ['ko', '20분 후에 잠들었다', 20],
    ['ja', '一時間後に泣いた', 60],
    ['ja', '20分で寝た', 20],
    ['zh', '看了半小时就关了', 30],
    ['zh', '一个小时后才好看', 60],
  ])('a moment in %s: %s', (language, text, minutes) => {
    expect(placesIn(text, language)).toEqual([{ episode: 0, second: 60 * minutes }]);
  });

  it.each([
    ['en', 'I watched it at 9:30 last night'],
    ['en', 'Friday night at 9:30 with friends'],
    ['en', 'we sat down at 8:00 pm, 8:00 p.m. or 8:00PM'],
    ['en', 'on from 8:00 to 9:30 pm'],
    ['en', 'went to bed at 2:30, it aired at 21:00'],
    ['en', 'twenty-five minutes in; a drama of hours in hours'],
    ['tr', 'yirmi beş dakika sonra'],
    ['ja', '二十五分後に'],
    ['en', 'hours in the queue, ten minutes in the car, two and a half hours in'],
    ['de', 'gestern um 20:15 gesehen, läuft 20:15 Uhr'],
    ['fr', 'vu hier soir à 21:00, fini à 1:30 du matin'],
    ['es', 'lo vi anoche a las 21:30; a las 2:00 de la mañana, a la hora de juzgar'],
    ['it', 'ieri sera alle 21:30; finito alle 2:00 di notte'],
    ['pt', 'vi ontem às 21:30; acabou às 2:00 da manhã'],
    ['tr', "dün gece saat 22:30'da izledim"],
    ['pl', 'wczoraj o 20:15, do 23:30 wieczorem'],
    ['sv', 'i går kväll klockan 21:30'],
    ['ru', 'вчера в 21:30, до 2:30 ночи'],
    ['ar', 'شاهدته أمس الساعة 9:30 مساء'],
    ['hi', 'कल रात 9:30 बजे देखा'],
    ['ko', '어제 밤 9:30에 봤다'],
    ['ja', '昨夜の9:30に見た。午後9:30から'],
    ['zh', '昨晚9:30看的，晚上10:00开始播出'],
  ])('is none in %s: %s', (language, text) => expect(placesIn(text, language)).toEqual([]));

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
