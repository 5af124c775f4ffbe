import { describe, expect, it } from 'vitest';
import { findingsOf } from './findings.ts';
import type { ReportCell, ReportChart, ReportSection } from './model.ts';
import type { Findable } from './told.ts';
import { column, OUT_LATER } from './words.ts';

type Row = [id: string, ...cells: (ReportCell | number | string | null)[]];

/** A section of columns named in short; a number or text is a cell. */
function table(id: ReportSection['id'], columns: string, rows: Row[], charts: ReportChart[] = []): ReportSection {
  return {
    ...{ id, title: '', note: '', empty: null, quotes: [], charts },
    columns: columns.split(' ').map((name) => column(name, name, 'number')),
    rows: rows.map(([row, ...cells]) => ({
      id: row,
      cells: cells.map((cell) => (cell !== null && typeof cell === 'object' ? cell : { value: cell })),
    })),
  };
}

const WITHHELD: ReportCell = { value: null, withheld: true, why: 'fewer than 50 people' };
const within = (value: number, low: number, high: number): ReportCell => ({ value, interval: [low, high] });

const say = (kind: Findable['scope']['kind'], sections: ReportSection[], provisional = false) =>
  findingsOf({ scope: { kind }, subject: 'Salt', sections, provisional, zone: 'UTC' }).map(({ at, parts }) => [
    at,
    parts
      .map(({ text }) => text)
      .join('')
      .replaceAll('\u202f', ' '),
  ]);

const kpis = (...rows: Row[]) => table('kpis', 'metric value before change', rows);

describe('what a report says of the amount', () => {
  it.each<[string, Row, string | null]>([
    ['nothing', ['hours', '', 0, 5, null], 'Nothing was viewed this week.'],
    ['a first week', ['hours', '', 4_120.4, 0, null], '4,120 hours were viewed this week.'],
    ['as many', ['hours', '', 98, 100, -0.02], '98 hours were viewed this week, about as many as the week before.'],
    ['more', ['hours', '', 112, 100, 0.12], '112 hours were viewed this week, 12 % more than the week before.'],
    ['fewer', ['hours', '', 70, 100, -0.3], '70 hours were viewed this week, 30 % fewer than the week before.'],
    [
      'twice and more',
      ['hours', '', 340, 100, 2.4],
      '340 hours were viewed this week, 3.4 times as many as the week before.',
    ],
    ['one hour', ['hours', '', 1.2, 0, null], '1 hour was viewed this week.'],
    ['minutes', ['hours', '', 0.2, 0, null], 'Less than an hour was viewed this week.'],
    ['withheld hours', ['hours', '', WITHHELD, WITHHELD, null], null],
  ])('%s', (_, row, sentence) => {
    expect(say('title', [kpis(row)]).map(([, text]) => text)).toEqual(sentence === null ? [] : [sentence]);
  });

  it('says that a week goes on', () => {
    expect(say('slate', [kpis(['hours', '', 112, 100, 0.12])], true)).toEqual([
      [
        'kpis/hours/change',
        '112 hours were viewed so far this week, 12 % more than the week before up to the same hour.',
      ],
    ]);
    const ranking = table('ranking', 'rank last title hours share change', [
      ['a', 1, 2, 'A', 90, 0.34, 0.1],
      ['b', 2, 1, 'B', 50, 0.2, 0.1],
    ]);
    expect(say('slate', [ranking], true)[0]?.[1]).toMatch(/it was number 2 the week before up to the same hour\.$/);
  });

  it('counts what came to a campaign', () => {
    expect(say('campaign', [kpis(['promo_views', '', 30, 60, -0.5])])).toEqual([
      ['kpis/promo_views/change', '30 trailer views came this week, 50 % fewer than the week before.'],
    ]);
  });

  it('says what is known of views that are not all exported yet', () => {
    const known = (value: number): Row => [
      'promo_views',
      '',
      { value, partial: true, why: 'Exports reach to 8 Nov 2026.' },
      60,
      null,
    ];
    expect(say('campaign', [kpis(known(30))])).toEqual([
      ['kpis/promo_views/value', '30 trailer views are known of this week. Exports reach to 8 Nov 2026.'],
    ]);
    expect(say('campaign', [kpis(known(0))])).toEqual([]);
  });

  it.each<[string, ReportCell, string[]]>([
    ['surely more', within(0.2, 0.11, 0.31), ['20 % more people started it than the week before (11 % to 31 %).']],
    ['surely fewer', within(-0.2, -0.31, -0.11), ['20 % fewer people started it than the week before (11 % to 31 %).']],
    ['maybe more', within(0.2, -0.01, 0.45), []],
    ['hardly more', within(0.03, 0.01, 0.05), []],
    ['no interval', { value: 0.5 }, []],
    ['withheld', WITHHELD, []],
  ])('of new people: %s', (_, change, sentences) => {
    const said = say('title', [kpis(['starters', '', 120, 100, change])]);
    expect(said.map(([, text]) => text)).toEqual(sentences);
  });
});

describe('what a report says of completion', () => {
  it.each<[string, ReportCell, string[]]>([
    [
      'surely another',
      within(0.07, 0.02, 0.12),
      [
        '48 % of the starters whose seven days ended this week completed it, against 41 % the week before (+2 to +12 points).',
      ],
    ],
    [
      'hardly another',
      within(0.02, 0.004, 0.04),
      [
        '48 % of the starters whose seven days ended this week completed it, against 46 % the week before (+0.4 to +4.0 points).',
      ],
    ],
    ['maybe another', within(0.07, -0.01, 0.15), []],
    ['alike, of very many', within(0.001, 0.0005, 0.0015), []],
    ['still maturing', { value: null, why: 'Fewer than 20 people to count yet.' }, []],
  ])('%s', (_, change, sentences) => {
    const before = 0.48 - (change.value === null ? 0 : Number(change.value));
    const said = say('title', [kpis(['completion_due', '', 0.48, before, change])]);
    expect(said.map(([, text]) => text)).toEqual(sentences);
  });
});

describe('what a report says of the ranking', () => {
  /** Its week before was a whole one unless it is called so. */
  const ranking = (...rows: [id: string, rank: number, last: number | null, share: number | null][]) =>
    table(
      'ranking',
      'rank last title hours share change',
      rows.map(([id, rank, last, share]): Row => {
        const hours = id === 'few' ? 19 : 20;
        return [id, rank, last, id.toUpperCase(), hours, share, last === null || id === 'part' ? null : 0.1];
      }),
    );
  const said = (...rows: Parameters<typeof ranking>) => say('slate', [ranking(...rows)]).map(([, text]) => text);

  it('names the leader, and where it was', () => {
    expect(said(['a', 1, 2, 0.34], ['b', 2, 1, 0.2])).toEqual([
      'A leads the ranking, with 34 % of all hours; it was number 2 the week before.',
    ]);
    expect(said(['a', 1, 1, 0.34], ['b', 2, 2, 0.2])).toEqual([
      'A leads the ranking, with 34 % of all hours, as the week before.',
    ]);
    expect(said(['a', 1, null, 0.34], ['b', 2, null, 0.2])).toEqual(['A leads the ranking, with 34 % of all hours.']);
    expect(said(['a', 1, null, 1])).toEqual([]);
    expect(said(['a', 1, null, 0.9996], ['b', 2, null, 0.0004])).toEqual([
      'A leads the ranking, with 99.96 % of all hours.',
    ]);
  });

  it('says that the leader was not viewed the week before only where it was out then', () => {
    const led = (why: string) =>
      say('slate', [
        table('ranking', 'rank last title hours share change', [
          ['a', 1, null, 'A', 90, 0.34, { value: null, why }],
          ['b', 2, 1, 'B', 50, 0.2, 0.1],
        ]),
      ])[0]?.[1];
    expect(led('There is no figure of the week before to compare with.')).toBe(
      'A leads the ranking, with 34 % of all hours; it was not viewed the week before.',
    );
    expect(led(OUT_LATER)).toBe('A leads the ranking, with 34 % of all hours.');
  });

  it('says nothing of the place in a week of which a title had only a part', () => {
    expect(said(['part', 1, 6, 0.34], ['b', 2, 1, 0.2])).toEqual(['PART leads the ranking, with 34 % of all hours.']);
    expect(said(['a', 1, 1, 0.3], ['part', 2, 6, 0.2])).toHaveLength(1);
    expect(said(['a', 1, 1, 0.3], ['part', 7, 2, 0.2])).toHaveLength(1);
  });

  it('names an entry, a climb and a fall that are far enough, in a chart that there was before', () => {
    expect(
      said(['a', 1, 1, 0.3], ['b', 2, null, 0.2], ['c', 3, 6, 0.2], ['d', 4, 5, 0.1], ['e', 7, 2, 0.1]).slice(1),
    ).toEqual([
      'B enters the chart at number 2.',
      'C climbs from number 6 to number 3.',
      'E falls from number 2 to number 7.',
    ]);
    expect(said(['a', 1, null, 0.5], ['b', 2, null, 0.5])).toHaveLength(1);
    expect(said(['a', 1, 1, 0.5], ['few', 2, null, 0.5])).toHaveLength(1);
    expect(said(['a', 1, 1, 0.5], ['b', 2, 4, 0.5], ['z', 11, null, 0])).toHaveLength(1);
  });
});

describe('what a report says of a launch', () => {
  const chart = (bandKind: 'quantiles' | 'range' | 'none'): ReportChart => ({
    ...{ kind: 'launch', curves: [], band: [], bandKind, metricName: 'Views' },
  });
  const launch = (place: string | null, mid: ReportCell | null, bandKind: 'quantiles' | 'range' | 'none') =>
    say('slate', [
      table('launch', 'title age value mid place', [['s', 'Salt', 12, 1_200, mid, place]], [chart(bandKind)]),
    ]);

  it.each<[string | null, 'quantiles' | 'range', string[]]>([
    [
      'above',
      'quantiles',
      [
        'Salt is ahead of nine in ten of 14 titles like it 12 days after the premiere: 1,200 views against a median of 800.',
      ],
    ],
    [
      'below',
      'range',
      ['Salt is behind all 14 titles like it 12 days after the premiere: 1,200 views against a median of 800.'],
    ],
    ['within', 'quantiles', []],
    [null, 'range', []],
  ])('%s the band of %s', (place, bandKind, sentences) => {
    expect(launch(place, { value: 800, n: 14 }, bandKind).map(([, text]) => text)).toEqual(sentences);
  });

  it('nothing without a band', () => {
    expect(launch('above', null, 'none')).toEqual([]);
  });
});

describe('what a report says of voices', () => {
  const sentiment = (net: ReportCell, before: ReportCell | number, change: ReportCell | null) =>
    table('sentiment', 'voices net net_before net_change', [['all', 'All', net, before, change]]);

  it.each<[string, ReportSection, string[]]>([
    [
      'a turn',
      sentiment(within(0.31, 0.2, 0.4), 0.12, within(0.19, 0.02, 0.36)),
      ['What is said of Salt turned better: net sentiment +31 after +12.'],
    ],
    [
      'a side',
      sentiment(within(-0.31, -0.4, -0.2), -0.3, within(-0.01, -0.1, 0.1)),
      ['More blame than praise in the week’s texts: net sentiment −31 (−40 to −20).'],
    ],
    ['neither', sentiment(within(0.1, -0.1, 0.3), 0.4, within(-0.3, -0.61, 0.01)), []],
    ['too few', sentiment({ value: null, why: 'few' }, 0.4, null), []],
  ])('%s', (_, section, sentences) => {
    expect(say('title', [section]).map(([, text]) => text)).toEqual(sentences);
  });

  it.each<[string, ReportCell, ReportCell, ReportCell | null, string[]]>([
    [
      'a turn',
      within(0.12, 0.1, 0.14),
      within(0.31, 0.29, 0.33),
      within(-0.19, -0.22, -0.16),
      ['What is said of the slate turned worse: net sentiment +12 after +31.'],
    ],
    ['chance', within(0.12, 0, 0.24), within(0.31, 0.1, 0.5), within(-0.19, -0.4, 0.02), []],
    ['alike, of very many', within(0.312, 0.31, 0.314), within(0.31, 0.309, 0.311), within(0.002, 0.001, 0.003), []],
    ['too few', { value: null, why: 'few' }, within(0.31, 0.29, 0.33), null, []],
  ])('of the slate: %s', (_, now, before, change, sentences) => {
    const section = kpis(['net_sentiment', '', now, before, change]);
    expect(say('slate', [section])).toEqual(sentences.map((text) => ['kpis/net_sentiment/change', text]));
    expect(say('title', [section])).toEqual([]);
  });

  it('tells of coordinated reviews, as looks only', () => {
    const bomb = table('anomalies', 'what title at value usual note', [
      ['bomb-1', 'Reviews', 'Salt', Date.UTC(2026, 10, 17, 14), 340, null, ''],
    ]);
    expect(say('slate', [bomb])).toEqual([
      [
        'anomalies/bomb-1/value',
        'A wave of 340 reviews of Salt from 17 Nov, 14:00 UTC on looks coordinated. Figures without the suspects stand on its reception page.',
      ],
    ]);
  });

  it.each<[string, (ReportCell | number)[][], string[]]>([
    [
      'sure',
      [
        ['BR', within(180, 150, 210)],
        ['PT', within(120, 101, 140)],
      ],
      ['Salt does better in BR than elsewhere: index 180 (150 to 210), where 100 is as among all viewers.'],
    ],
    [
      'hardly',
      [['BR', within(103, 100.3, 106)]],
      ['Salt does better in BR than elsewhere: index 103 (100.3 to 106), where 100 is as among all viewers.'],
    ],
    ['chance', [['BR', within(180, 95, 310)]], []],
    ['worse', [['BR', within(60, 50, 70)]], []],
    ['withheld', [['BR', WITHHELD]], []],
  ] as [string, (ReportCell | number)[][], string[]][])('a territory: %s', (_, rows, sentences) => {
    const section = table(
      'territories',
      'country index',
      rows.map((cells, at): Row => [String(at), ...cells]),
    );
    expect(say('title', [section]).map(([, text]) => text)).toEqual(sentences);
  });

  it.each<[string, [number | null, number | null][], string[]]>([
    [
      'sure',
      [
        [null, 1_000],
        [0.4, 1_000],
        [0.1, 600],
      ],
      ['E1 loses most: 40 % of those who came to the episode before it.'],
    ],
    [
      'two alike',
      [
        [null, 60],
        [0.4, 60],
        [0.35, 36],
      ],
      [],
    ],
    [
      'small',
      [
        [null, 10_000],
        [0.12, 10_000],
        [0.01, 8_800],
      ],
      [],
    ],
    [
      'one known',
      [
        [null, 100],
        [0.4, 100],
      ],
      [],
    ],
  ])('an episode that loses: %s', (_, steps, sentences) => {
    const rows = steps.map(([lost, n], at): Row => [`e${at}`, `E${at}`, lost, n]);
    expect(say('title', [table('funnel', 'episode lost at_risk', rows)]).map(([, text]) => text)).toEqual(sentences);
  });
});

describe('what a report says of a campaign', () => {
  const conversion = (word: string, rate: ReportCell, difference: ReportCell | null) =>
    table('conversion', 'days rate word difference', [['7d', '7 days', rate, word, difference]]);

  it.each<[string, ReportSection, string[]]>([
    [
      'a lift',
      conversion('a lift', within(0.12, 0.1, 0.14), within(0.041, 0.02, 0.061)),
      [
        'The campaign brought people in: of those exposed, 4.1 points more started within 7 days than of those held out (+2.0 to +6.1).',
      ],
    ],
    [
      'a lift of very many',
      conversion('a lift', within(0.12, 0.1, 0.14), within(0.0004, 0.0002, 0.0006)),
      [
        'The campaign brought people in: of those exposed, 0.04 points more started within 7 days than of those held out (+0.02 to +0.06).',
      ],
    ],
    ['no sure lift', conversion('a lift', within(0.12, 0.1, 0.14), within(0.01, -0.01, 0.03)), []],
    [
      'an association',
      conversion('an association', within(0.12, 0.1, 0.14), null),
      ['12 % of those exposed started within 7 days; without a holdout nobody can say how many would have anyway.'],
    ],
    ['too few', conversion('an association', { value: null, why: 'few' }, null), []],
  ])('%s', (_, section, sentences) => {
    expect(say('campaign', [section]).map(([, text]) => text)).toEqual(sentences);
  });

  it('tells whose campaign moved most of a slate, where all of its views are known', () => {
    const atLeast = { value: 9_000, partial: true as const, why: 'Exports reach to 8 Nov 2026.' };
    const trailer = table('trailer', 'title views views_before views_change', [
      ['few', 'Few', 60, 30, 1],
      ['salt', 'Salt', 1_200, 400, 2],
      ['ash', 'Ash', 500, 1_000, -0.5],
      ['alike', 'Alike', 104_000, 100_000, 0.04],
      ['part', 'Part', atLeast, 400, { value: null, why: 'Exports reach to 8 Nov 2026.' }],
      ['bound', 'Bound', atLeast, 400, 21.5],
      ['new', 'New', 5_000, 0, null],
    ]);
    const sentences = [
      [
        'trailer/salt/views_change',
        'The campaign of Salt had 1,200 trailer views, 3.0 times as many as the week before.',
      ],
      ['trailer/ash/views_change', 'The campaign of Ash had 500 trailer views, 50 % fewer than the week before.'],
    ];
    expect(say('slate', [trailer])).toEqual(sentences);
    expect(say('campaign', [trailer])).toEqual([]);
  });

  it('tells an uplift of a part of the views as one, and none where the part is small', () => {
    const rows = (part: number): Row[] => [['t2', 'Trailer 2', 'trailer views', part, within(2.4, 1.2, 3.8)]];
    const said = (part: number) =>
      say('campaign', [table('uplift', 'milestone metric part uplift', rows(part))]).map(([, text]) => text);
    const sentence = 'After “Trailer 2”, 240 % more trailer views came than were to be expected (+120 to +380 %)';
    expect(said(1)).toEqual([`${sentence}.`]);
    expect(said(0.78)).toEqual([`${sentence}, of the 78 % told by the hour.`]);
    expect(said(0.49)).toEqual([]);
  });

  it.each([
    [12, '12 are'],
    [12.5, '12.5 are'],
    [1, '1 is'],
    [0.5, '0.5 are'],
    [0, 'none is'],
  ])('tells a spike over an usual count of %s', (usual, text) => {
    const spike = table('anomalies', 'what title at value usual note', [
      [
        ...(['views-s', 'A spike of trailer views (of the 78 % told by the hour)', 'Salt'] as const),
        ...[Date.UTC(2026, 10, 17, 14), 340, usual, ''],
      ],
    ]);
    expect(say('slate', [spike]).map(([, said]) => said)).toEqual([
      `A spike of trailer views (of the 78 % told by the hour) of Salt on 17 Nov, 14:00 UTC: 340 in an hour where ${text} usual.`,
    ]);
  });

  it('tells an uplift that is sure, and no other', () => {
    const rows: Row[] = [
      ['t2', 'Trailer 2', 'trailer views', within(2.4, 1.2, 3.8)],
      ['t3', 'Trailer 3', 'trailer views', within(0.4, -0.2, 1.8)],
      ['t4', 'Trailer 4', 'trailer views', null],
    ];
    expect(say('campaign', [table('uplift', 'milestone metric uplift', rows)])).toEqual([
      [
        'uplift/t2/uplift',
        'After “Trailer 2”, 240 % more trailer views came than were to be expected (+120 to +380 %).',
      ],
    ]);
  });
});

describe('what a report says of the data', () => {
  const quality = (differing: number | null, share: number | null) =>
    table('quality', 'what value note', [
      ['differing', '', differing, ''],
      ['in', '', share, ''],
    ]);

  it.each<[number | null, number | null, string[]]>([
    [0, 1, []],
    [null, null, []],
    [1, 0.999, ['1 number failed the last audit of the data.']],
    [0, 0.6, ['About 60 % of what will come is in: figures will still move.']],
    [0, 0.96, ['About 96 % of what will come is in: figures may still move a little.']],
  ])('%s differing, %s in', (differing, share, sentences) => {
    expect(say('slate', [quality(differing, share)]).map(([, text]) => text)).toEqual(sentences);
  });
});

it('says at most seven sentences, the weightiest first', () => {
  const rows = Array.from({ length: 9 }, (_, at): Row => [`t${at}`, `T${at}`, 'views', within(2, 1, 3)]);
  const said = say('campaign', [
    kpis(['promo_views', '', 30, 60, -0.5]),
    table('uplift', 'milestone metric uplift', rows),
  ]);
  expect(said).toHaveLength(7);
  expect(said[0]?.[0]).toBe('kpis/promo_views/change');
});
