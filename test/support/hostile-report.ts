import { createHash } from 'node:crypto';
import type { ReadReport } from '../../sql/postgres/reports.ts';
import { METRICS } from '../../sql/queries/definitions.ts';
import type {
  ReportChange,
  ReportCell,
  ReportChart,
  ReportSection,
  ReportSnapshot,
} from '../../sql/queries/report/model.ts';

/** Names that break what is careless: separators, formulas, other directions and scripts, emoji. */
export const HOSTILE_TITLES = [
  '=HYPERLINK("x")',
  '+1, "quoted", and; more',
  '@home\u2019s -- <b>bold</b> & co.',
  'مسلسل الليل',
  'סיפור הלילה: חלק 2',
  '夜の物語、第一章',
  '밤의 이야기',
  'คืนพระจันทร์',
  'रात की कहानी',
  'இரவின் கதை',
  'রাতের গল্প',
  'Popcorn 🍿 & 👩‍👩‍👧 Family',
  'A very long title that goes on and on, as those of documentaries do, until nobody remembers how it began',
] as const;

const HOUR_MS = 3_600_000;
const MONDAY_MS = Date.parse('2024-04-01T00:00:00Z');

/** Deterministic, and never round: a number that was cut shows. */
const odd = (at: number, scale: number) => (Math.sin(at * 12.9898 + 4.1414) * 0.5 + 0.5) * scale;
const count = (at: number) => Math.round(1_000 + odd(at, 3_000_000));
const share = (at: number): ReportCell => {
  const value = 0.2 + odd(at, 0.5);
  return { value, interval: [value - 0.0234, value + 0.0312], n: count(at + 1), metric: 'completion_7d', version: 1 };
};

/** A report with every kind of section, chart and cell, of as many titles as are asked for. */
export function hostileSnapshot(titles = 24): ReportSnapshot {
  const names = Array.from({ length: titles }, (_, at) => HOSTILE_TITLES[at] ?? `Title number ${at + 1}`);
  const section = (one: Partial<ReportSection> & Pick<ReportSection, 'id' | 'title'>): ReportSection => ({
    ...{ note: '', columns: [], rows: [], empty: null, charts: [], quotes: [] },
    ...one,
  });
  const launch = (name: string, at: number): ReportChart => ({
    kind: 'launch',
    curves: [
      { name, points: ages(14 + 7 * at).map((age) => ({ ageHours: age, value: odd(at, 90_000) * Math.sqrt(age) })) },
    ],
    band: ages(91).map((age) => {
      const mid = 40_000 * Math.sqrt(age);
      return { ageHours: age, low: mid * 0.6, mid, high: mid * 1.5 };
    }),
    bandKind: 'quantiles',
    metricName: 'Views',
  });
  const sections: ReportSection[] = [
    section({
      ...{ id: 'kpis', title: 'How was the week?', note: 'Hours, views and starts are of everything that was played.' },
      columns: [
        { id: 'metric', name: 'Figure', kind: 'text' },
        { id: 'value', name: 'This week', kind: 'number' },
        { id: 'before', name: 'Week before', kind: 'number' },
        { id: 'change', name: 'Change', kind: 'change' },
      ],
      rows: [
        row('hours', [
          { value: 'Hours viewed' },
          { value: 1_234_567.891, kind: 'hours' },
          { value: 1_100_000.25, kind: 'hours' },
          { value: 0.122334 },
        ]),
        row('starters', [
          { value: 'Starters' },
          { value: 45_678, kind: 'count' },
          { value: 48_000, kind: 'count' },
          { value: -0.048375, interval: [-0.0601, -0.0366] },
        ]),
        row('net', [
          { value: 'Net sentiment' },
          { value: 0.3817, interval: [0.31, 0.45], n: 512, kind: 'net' },
          { value: null, why: 'Fewer than 20 texts.', kind: 'net' },
          { value: null, why: 'There is no figure of the week before to compare with.', kind: 'net' },
        ]),
      ],
    }),
    section({
      ...{ id: 'ranking', title: 'What was viewed most?', note: 'By views, by hours where the runtime is unknown.' },
      columns: [
        { id: 'rank', name: 'Rank', kind: 'rank' },
        { id: 'last', name: 'Week before', kind: 'rank' },
        { id: 'weeks', name: 'Weeks', kind: 'count' },
        { id: 'title', name: 'Title', kind: 'text' },
        { id: 'hours', name: 'Hours viewed', kind: 'hours' },
        { id: 'change', name: 'Change', kind: 'change' },
        { id: 'views', name: 'Views', kind: 'count' },
        { id: 'viewers', name: 'Viewers', kind: 'count' },
        { id: 'starters', name: 'Starters', kind: 'count' },
        { id: 'share', name: 'Share of hours', kind: 'share' },
        { id: 'completion_7d', name: 'Completion within 7 days', kind: 'share' },
      ],
      rows: names.map((name, at) =>
        row(`t${at}`, [
          { value: at + 1 },
          at % 5 === 4
            ? { value: null, why: 'It was not viewed the week before.' }
            : { value: ((at * 7) % titles) + 1 },
          { value: (at * 3) % 52 },
          { value: name },
          { value: odd(at, 900_000), ...(at === 2 && { estimated: true as const }) },
          { value: odd(at + 50, 2) - 1 },
          { value: count(at) },
          { value: count(at + 100) },
          { value: count(at + 200) },
          { value: odd(at, 0.2) },
          at % 7 === 6 ? { value: null, withheld: true, why: 'fewer than 50 people' } : share(at),
        ]),
      ),
      charts: [
        {
          ...{ kind: 'dots', center: null, valueName: 'Hours viewed' },
          rows: names.slice(0, 10).map((name, at) => ({ name, value: odd(at, 900_000), interval: null })),
        },
      ],
    }),
    section({
      ...{ id: 'launch', title: 'How are the launches doing, against their like?', note: 'Since the premiere.' },
      columns: [
        { id: 'title', name: 'Title', kind: 'text' },
        { id: 'premiere', name: 'Premiere', kind: 'day' },
        { id: 'age', name: 'Days since', kind: 'days' },
        { id: 'value', name: 'Views so far', kind: 'count' },
        { id: 'mid', name: 'Like titles: median', kind: 'count' },
        { id: 'place', name: 'Against them', kind: 'text' },
      ],
      rows: names
        .slice(0, 4)
        .map((name, at) =>
          row(`t${at}`, [
            { value: name },
            { value: '2024-03-08' },
            { value: 25 },
            { value: count(at) },
            { value: count(at + 1), n: 12, life: true },
            { value: 'above' },
          ]),
        ),
      charts: names.slice(0, 4).map(launch),
    }),
    section({
      ...{ id: 'funnel', title: 'Where do people leave?' },
      columns: [
        { id: 'step', name: 'Step', kind: 'text' },
        { id: 'share', name: 'Reached', kind: 'share' },
      ],
      rows: ['Episode 1', 'Episode 2', 'Episode 3'].map((name, at) => row(`e${at}`, [{ value: name }, share(at)])),
      charts: [
        {
          kind: 'funnel',
          steps: ['Episode 1', 'Episode 2', 'Episode 3'].map((name, at) => ({
            name,
            share: 1 - at * 0.21,
            interval: at === 0 ? null : [0.95 - at * 0.21, 1.05 - at * 0.21],
          })),
        },
      ],
    }),
    section({
      ...{ id: 'drivers', title: 'What is praised, what is blamed?' },
      columns: [
        { id: 'term', name: 'Term', kind: 'text' },
        { id: 'praise', name: 'Praise', kind: 'count' },
        { id: 'blame', name: 'Blame', kind: 'count' },
      ],
      rows: ['story', '=music', 'cast'].map((name, at) =>
        row(name, [{ value: name }, { value: count(at) }, { value: count(at + 9) }]),
      ),
      charts: [
        {
          kind: 'diverging',
          rows: ['story', '=music', 'cast'].map((name, at) => ({ name, positive: count(at), negative: count(at + 9) })),
        },
      ],
      quotes: [
        { text: '=1+1 is what the ending comes to, "sadly".', sentiment: 'negative', rating: 3.5, language: 'en' },
        { text: 'قصة رائعة وممثلون ممتازون.', sentiment: 'positive', rating: null, language: 'ar' },
        { text: '音楽がとても良かった。', sentiment: 'positive', rating: 9, language: 'ja' },
      ],
    }),
    section({
      ...{ id: 'territories', title: 'Where do titles do better than elsewhere?' },
      columns: [
        { id: 'country', name: 'Country', kind: 'text' },
        { id: 'index', name: 'Index', kind: 'index' },
        { id: 'lift', name: 'Lift', kind: 'multiple' },
        { id: 'points', name: 'Difference', kind: 'points' },
        { id: 'rating', name: 'Rating', kind: 'rating' },
        { id: 'cost', name: 'Cost, EUR', kind: 'money' },
      ],
      rows: ['Portugal', 'Japan'].map((name, at) =>
        row(name, [
          { value: name },
          { value: 118.4 + at, interval: [104.2, 133.9] },
          { value: 1.42 },
          { value: -0.0317 },
          { value: 7.43 },
          { value: 12_345.678 },
        ]),
      ),
      charts: [
        {
          ...{ kind: 'dots', center: 100, valueName: 'index' },
          rows: [
            { name: 'Portugal', value: 118.4, interval: [104.2, 133.9] },
            { name: 'Japan', value: 92, interval: [71, 120] },
          ],
        },
      ],
    }),
    section({ ...{ id: 'anomalies', title: 'What was out of the ordinary?' }, empty: 'Nothing was.' }),
    section({
      ...{ id: 'quality', title: 'How sound is the data?', note: 'As it stood when the report was made.' },
      columns: [
        { id: 'what', name: 'What', kind: 'text' },
        { id: 'value', name: 'Value', kind: 'number' },
      ],
      rows: [
        row('as_of', [{ value: 'Counted up to' }, { value: MONDAY_MS + 170 * HOUR_MS, kind: 'instant' }]),
        row('in', [{ value: 'Records that are in' }, { value: 0.9612, kind: 'share' }]),
      ],
      charts: [
        {
          ...{ kind: 'days', valueName: 'Hours viewed' },
          points: Array.from({ length: 7 }, (_, at) => ({
            atMs: MONDAY_MS + at * 24 * HOUR_MS,
            endMs: MONDAY_MS + (at + 1) * 24 * HOUR_MS,
            value: odd(at, 200_000),
            open: at === 6,
          })),
        },
      ],
    }),
  ];
  return {
    format: 1,
    scope: { kind: 'slate' },
    subject: 'The slate',
    week: { monday: '2024-04-01', zone: 'UTC', range: { fromMs: MONDAY_MS, toMs: MONDAY_MS + 168 * HOUR_MS } },
    provisional: false,
    asOfMs: MONDAY_MS + 170 * HOUR_MS,
    findings: [
      {
        at: 'ranking/t0/views',
        tone: 'good',
        parts: [
          { text: '=HYPERLINK("x")', strong: true },
          { text: ' leads the week, with ' },
          { text: '12 % more views', strong: true },
          { text: ' than the week before.' },
        ],
      },
      {
        at: 'kpis/starters/change',
        tone: 'bad',
        parts: [{ text: 'Starters fell by 5 %', strong: true }, { text: ' (4 to 6 %).' }],
      },
      {
        at: 'launch',
        tone: 'neutral',
        parts: [{ text: 'مسلسل الليل' }, { text: ' is where launches like it are at its age.' }],
      },
    ],
    sections,
    definitions: (['completion_7d', 'hours', 'net_sentiment', 'starters', 'views'] as const).map((metric) => {
      const { name, version, definition } = METRICS[metric];
      return { metric, name, version, definition };
    }),
  };
}

const row = (id: string, cells: ReportCell[]) => ({ id, cells });

const ages = (days: number) => Array.from({ length: days + 1 }, (_, at) => at * 24);

/** As it is kept, restating another one. */
export function hostileReport(changes: readonly ReportChange[] = []): Omit<ReadReport, 'json'> {
  const snapshot = hostileSnapshot();
  return {
    id: 'report_0123456789ab',
    scope: 'slate',
    subject: snapshot.subject,
    provisional: false,
    restatedBy: null,
    week: snapshot.week.monday,
    zone: 'UTC',
    hash: createHash('sha256').update(JSON.stringify(snapshot)).digest('hex'),
    createdAt: new Date('2024-04-08T06:00:00Z'),
    restates: changes.length === 0 ? null : 'report_ba9876543210',
    changes,
    snapshot,
  };
}
