import { describe, expect, it } from 'vitest';
import type { PromoAsset, PromoPlacing, Velocity, VelocityPoint } from '../../../../../sql/queries/buzz-model.ts';
import { conversions } from '../../../../../sql/queries/buzz-conversion.ts';
import { figure } from '../../../../../sql/queries/figure.ts';
import { wilson } from '../../../../../sql/queries/statistics.ts';
import { assetName, hasSteps, placingsOf, placingTable, ruleText, sourceText, stepItems, stepRows } from './assets.ts';
import {
  anybody,
  assetRows,
  assetTable,
  creditOf,
  kindRows,
  kindTable,
  liftRows,
  whyNoLift,
  windowRows,
  windowTable,
  withinOf,
} from './conversion.ts';
import { countdownTicks, daysText, lightIndex, timesDomain, timesTicks } from './course.ts';
import { chosenUplift, lightCourse, upliftRows, upliftTable } from './uplift.ts';
import { exportsText, paceOf, paceSeries, paceTop, stateOf, timesUsual } from './velocity.ts';

const HOUR_MS = 3_600_000;
const whole = (row: readonly unknown[][], columns: readonly unknown[]) =>
  row.every((cells) => cells.length === columns.length);

describe('how fast it comes', () => {
  const point = (hour: number, count: number, expected?: number): VelocityPoint => ({
    ...{ atMs: hour * HOUR_MS, endMs: (hour + 1) * HOUR_MS, count, open: false },
    spike: expected === undefined ? null : { expected, score: 9 },
  });
  const speed = (change: Partial<Velocity>): Velocity => ({
    ...{ perHour: figure('promo_velocity', 0, 0), hourMs: 0, change: null, open: point(9, 0) },
    ...{ hours: [], days: [], spikes: [], exportedToMs: null },
    ...change,
  });

  it('is told of views and mentions beside each other, whichever began first', () => {
    const velocity = {
      views: speed({ hours: [point(7, 2), point(8, 40, 4), point(9, 1)] }),
      mentions: speed({ hours: [point(6, 1), point(7, 0), point(8, 3), point(9, 5)] }),
    };
    expect(paceSeries(velocity, 'hours')).toEqual({
      ...{ fromMs: 6 * HOUR_MS, stepMs: HOUR_MS, awaited: null },
      counts: { views: [0, 2, 40, 1], mentions: [1, 0, 3, 5] },
      spikes: { views: [{ at: 2, expected: 4 }], mentions: [] },
    });
    expect(paceSeries({ views: speed({}), mentions: speed({}) }, 'days').counts).toEqual({ views: [], mentions: [] });
  });
  it('ends where exports do, or is without them from there on', () => {
    const DAY_MS = 24 * HOUR_MS;
    const day = (at: number, count: number | null) => ({
      ...{ atMs: at * DAY_MS, endMs: (at + 1) * DAY_MS, count, open: at === 4, spike: null },
    });
    const days = (...counts: (number | null)[]) => counts.map((count, i) => day(i + 1, count));
    const mentions = speed({ days: days(1, 2, 3, 4) });
    const states = (series: ReturnType<typeof paceSeries>, what: 'views' | 'mentions') =>
      series.counts[what].map((_, at) => stateOf(series, what, at).join(', '));
    const alone = { hours: [], open: null, exportedToMs: 2 * DAY_MS };
    const exported = paceSeries({ views: speed({ ...alone, days: days(7, 0, null, null) }), mentions }, 'days');
    expect(exported.counts).toEqual({ views: [7, 0, null, null], mentions: [1, 2, 3, 4] });
    expect(states(exported, 'views')).toEqual(['', '', 'views not exported yet', 'views not exported yet']);
    expect(states(exported, 'mentions')).toEqual(['', '', '', 'open']);
    const beside = paceSeries({ views: speed({ exportedToMs: 2 * DAY_MS, days: days(7, 5, 3, 1) }), mentions }, 'days');
    expect(states(beside, 'views')).toEqual(['', '', 'views without exports yet', 'open, views without exports yet']);
    const whole = paceSeries({ views: speed({ exportedToMs: 4 * DAY_MS, days: days(7, 5, 3, 1) }), mentions }, 'days');
    expect(states(whole, 'views')).toEqual(['', '', '', 'open']);
    // By the hour exports tell nothing, and mentions all.
    const hours = speed({ hours: [point(8, 1), point(9, 2)] });
    expect(paceSeries({ views: speed(alone), mentions: hours }, 'hours')).toMatchObject({
      ...{ counts: { views: [null, null], mentions: [1, 2] }, awaited: null },
    });
    expect(exportsText(2 * DAY_MS)).toBe('exports reach to 3 Jan');
  });
  it('is by the hour where anything came in one', () => {
    const days = { hours: [point(1, 0)], days: [point(0, 9)] };
    expect(paceOf(null, { views: speed(days), mentions: speed({}) })).toBe('days');
    expect(paceOf(null, { views: speed(days), mentions: speed({ hours: [point(1, 1)] }) })).toBe('hours');
    expect(paceOf(null, { views: speed({}), mentions: speed({}) })).toBe('hours');
    expect(paceOf('hours', { views: speed(days), mentions: speed({}) })).toBe('hours');
  });
  it('has room for the words over spikes', () => {
    expect([timesUsual(40, 4), timesUsual(40, 0)]).toEqual(['10×', 'spike']);
    expect(paceTop([1, 100], 1)).toBeGreaterThan(paceTop([1, 100], 0));
  });
});

const placing = (change: Partial<PromoPlacing> = {}): PromoPlacing => ({
  ...{ channel: 'in-app', source: 'events', exportedToMs: null, viewRule: '', viewAt: 'start' },
  ...{ likes: null, shares: null, cost: null },
  views: figure('promo_views', 400, 0),
  views24h: figure('views_24h', null, 0),
  funnel: { impressions: 1_000, starts: 400, q25: 300, q50: 200, q75: 150, completes: 100 },
  viewThrough: figure('view_through', 0.1, 0, { n: 1_000, interval: [0.08, 0.12] }),
  completion: figure('trailer_completion', 0.25, 0),
  ...change,
});
const asset = (id: string, placings: PromoPlacing[]): PromoAsset => ({
  ...{ id, name: `Salt: ${id}`, form: id, liveMs: null, described: true, placings },
});

describe('assets', () => {
  it('are called without the name of their title', () => {
    expect(assetName({ name: 'Salt: trailer', form: 'trailer' }, 'Salt')).toBe('Trailer');
    expect(assetName({ name: 'Salt: behind the sea' }, 'Salt')).toBe('Behind the sea');
    expect(assetName({ name: 'Official trailer', form: 'trailer' }, 'Salt')).toBe('Official trailer');
  });
  it('say what a view is there, and who counted', () => {
    const tube = placing({ source: 'daily', exportedToMs: Date.UTC(2026, 10, 28), viewRule: 'its own count' });
    expect([ruleText(placing()), sourceText(placing())]).toEqual(['a view is a start', 'from players’ events']);
    expect(ruleText(placing({ viewRule: 'q25: a quarter of it', viewAt: 'q25' }))).toBe('a view is a quarter of it');
    expect(ruleText(tube)).toBe('a view is its own count');
    expect(sourceText(tube)).toBe('from the channel’s daily export until 28 Nov; events are not counted beside it');
  });
  it('are drawn where two steps are known, and marked at the step that is a view', () => {
    const none = { impressions: null, starts: null, q25: null, q50: null, q75: null, completes: null };
    const only = placing({ source: 'daily', funnel: none });
    const paid = placing({ source: 'daily', views: figure('promo_views', 350, 0) });
    const all = placingsOf([asset('trailer', [placing({ viewAt: 'q25' }), only]), asset('clip', [paid])]);
    expect(all.map(hasSteps)).toEqual([true, false, true]);
    expect(stepItems(all.filter(hasSteps), 'Salt')).toMatchObject([
      { name: 'Trailer', note: 'In the app · events', value: '400 views', marked: 2 },
      { name: 'Clip', value: '350 views', marked: null },
    ]);
    const table = placingTable(all, 'Salt');
    expect(whole(table.rows as unknown[][], table.columns)).toBe(true);
  });
  it('read a step as a share of the first that is counted, and of the one before', () => {
    const site = placing({ funnel: { ...placing().funnel, impressions: null } });
    const values = (one: PromoPlacing, step: number) =>
      stepRows({ asset: asset('trailer', []), placing: one }, step).map(({ label, value }) => `${label} ${value}`);
    expect(values(placing(), 0)).toEqual(['shown 1,000']);
    expect(values(placing(), 5)).toEqual([
      'played to the end 100',
      'of impressions 10.0\u202f%',
      'lost since the step before 33.3\u202f%',
    ]);
    expect(values(site, 0)).toEqual(['shown nobody counts it']);
    expect(values(site, 5)[1]).toBe('of starts 25.0\u202f%');
  });
});

describe('the course of the index', () => {
  it('is drawn by doublings, with the typical among its ticks', () => {
    expect(timesDomain([0.3, 5])).toEqual([-2, 3]);
    expect(timesDomain([])).toEqual([-1, 1]);
    expect(timesTicks([-2, 3], 9).map(({ label }) => label)).toEqual(['1/4×', '1/2×', '1×', '2×', '4×', '8×']);
    expect(timesTicks([-5, 6], 4).map(({ value }) => value)).toEqual([-3, 0, 3, 6]);
  });
  it('runs towards the premiere and past it', () => {
    expect(countdownTicks(-30, 10, 6).map(({ label }) => label)).toEqual([
      '−28 d',
      '−21 d',
      '−14 d',
      '−7 d',
      'premiere',
      '+7 d',
    ]);
    expect([daysText(1), daysText(0), daysText(-9)]).toEqual([
      '1 day before the premiere',
      'on the day of the premiere',
      '9 days after the premiere',
    ]);
  });
  it('is sent without what nobody reads', () => {
    const day = { daysBefore: 3, atMs: 9, index: 1.234567, multiples: null, comparables: 4 };
    const now = figure('buzz_index', 1, 0);
    expect(lightIndex({ now, genre: 'drama', multiples: null, comparables: 4, days: [day] }).days).toEqual([
      { daysBefore: 3, index: 1.235, multiples: null },
    ]);
  });
});

describe('conversion', () => {
  const people = { exposed: 200, converted: 50, maturing: 8, started: 3, inHoldout: 60 };
  const credited = { first: 70, last: 60, linear: 65.5 };
  const stored = {
    ...people,
    held: { n: 60, started: 9 },
    kinds: [{ kind: 'owned' as const, exposed: 150, credited }],
    assets: [
      { asset: 'trailer', ...people, held: null },
      { asset: 'mail', ...people, exposed: 80, converted: 9, held: null },
      { asset: 'gala', ...people, exposed: 9, converted: 7, maturing: 0, held: null },
    ],
  };
  const told = conversions(
    [
      { ...stored, days: 7 },
      { ...stored, days: 28, exposed: 4, converted: 1, held: null },
    ],
    (id) => `Salt: ${id}`,
    0,
  );

  it('stands beside the holdout where there is one, and says why where there is none', () => {
    expect(windowRows(told)).toMatchObject([
      { label: 'Within 7 days', value: 0.25, note: '50 of 200 exposed viewers · 8 maturing', current: true },
      { label: 'holdout', value: 0.15 },
      { label: 'Within 28 days', value: null, reason: 'Fewer than 20 viewers were exposed long enough ago.' },
    ]);
    expect(liftRows(told)).toMatchObject([{ label: 'Within 7 days', value: 0.25 / 0.15 }]);
    expect(liftRows(told)[0]?.note).toMatch(/^\+10\.0\u202fpoints \(−2\.\d to \+19\.\d\)$/);
    expect(whyNoLift(told.map((one) => ({ ...one, whyNoLift: 'Too few.' })))).toMatch(/^Too few\. What/);
    expect(whyNoLift([])).toMatch(/^No holdout was declared\./);
    expect([anybody(told), anybody([])]).toEqual([true, false]);
    expect(whole(windowTable(told).rows as unknown[][], windowTable(told).columns)).toBe(true);
  });
  it('is told by kind and credit, with kinds that nobody is told apart of', () => {
    const [week] = told;
    if (!week) throw new Error('A week is told.');
    const totals = [
      { kind: 'paid' as const, impressions: null, starts: null, views: 900, completes: null },
      { kind: 'owned' as const, impressions: 300, starts: 200, views: 200, completes: 80 },
    ];
    expect(kindRows(week, totals, 'linear')).toMatchObject({
      rows: [
        { label: 'Paid', value: null, reason: 'nobody is told apart' },
        { label: 'Owned', value: 70 / 150, note: '70 of 150 exposed viewers' },
      ],
      told: [
        { kind: 'paid', people: null },
        { kind: 'owned', people: { exposed: 150, credited: 70 } },
      ],
    });
    expect(whole(kindTable(week, totals).rows as unknown[][], kindTable(week, totals).columns)).toBe(true);
  });
  it('is told by asset of many people, in tens', () => {
    const [week] = told;
    if (!week) throw new Error('A week is told.');
    const rows = assetRows(week.assets, 'Salt');
    // Of the mail's eighty it is withheld how many started, and so it is of the next smallest; nine guests are told nothing of.
    expect(rows).toMatchObject([
      { label: 'Trailer', value: null, withheld: true, note: '10 maturing' },
      { label: 'Gala', value: null, withheld: true, note: '' },
      { label: 'Mail', value: null, withheld: true, note: '' },
    ]);
    const table = assetTable(week.assets, 'Salt');
    expect(whole(table.rows as unknown[][], table.columns)).toBe(true);
    expect(table.rows.map((cells) => [cells[0], cells[1], cells.at(-1)])).toEqual([
      ['Trailer', 200, 'who started'],
      ['Gala', null, 'all'],
      ['Mail', null, 'all'],
    ]);
    const alone = conversions([{ ...stored, days: 7, assets: stored.assets.slice(0, 1) }], (id) => id, 0)[0];
    expect(assetRows(alone?.assets ?? [], 'Salt')).toMatchObject([
      { label: 'Trailer', value: 0.25, note: '50 of 200 exposed viewers · 10 maturing' },
    ]);
    // As wide as the counts that it may stand for.
    const [low, high] = alone?.assets[0]?.rate.interval ?? [NaN, NaN];
    expect(low).toBeLessThan(wilson(50, 200)[0] - 0.02);
    expect(high).toBeGreaterThan(wilson(50, 200)[1] + 0.02);
  });
  it('has an address for its window and credit', () => {
    expect([withinOf('28'), withinOf('3'), withinOf(null)]).toEqual([28, 7, 7]);
    expect([creditOf('linear'), creditOf('all'), creditOf(null)]).toEqual(['linear', 'last', 'last']);
  });
});

describe('milestones', () => {
  const told = (id: string, value: number | null) => ({
    milestone: { id, titleId: 'salt', form: 'press', name: id, atMs: 0, note: '' },
    ...{ metric: 'views' as const, window: value === null ? null : { fromMs: 0, toMs: 7 * 24 * HOUR_MS } },
    ...{ observed: value === null ? null : 150, expected: value === null ? null : 100, course: null },
    uplift:
      value === null
        ? figure('milestone_uplift', null, 0, { reason: 'It lies ahead.' })
        : figure('milestone_uplift', value, 0, { interval: [0.2, 0.9], n: 5 }),
  });
  const all = [told('lock', 0.5), told('talk', 0.1), told('premiere', null)];

  it('are rows with what came and what was expected, or with why that is not told', () => {
    // Seven days from midnight of UTC end on an eighth day where clocks are ahead.
    expect(upliftRows(all, 'Pacific/Auckland')[0]?.note).toContain('1 Jan – 8 Jan');
    expect(upliftRows(all, 'UTC')).toMatchObject([
      { value: 0.5, note: '150 views, 100 expected · 1 Jan – 7 Jan · beside 5 titles of its genre' },
      { value: 0.1 },
      { value: null, reason: 'It lies ahead.' },
    ]);
    const table = upliftTable(all, 'UTC');
    expect(whole(table.rows as unknown[][], table.columns)).toBe(true);
  });
  it('are drawn hour by hour, as exactly as can be seen', () => {
    const course = { fromMs: 4 * HOUR_MS, observed: [3, 3], expected: [0, 2.04], interval: [0.5, 2] as const };
    expect(lightCourse(course)).toEqual({ ...course, expected: [0, 2] });
  });
  it('open with the newest that is told', () => {
    const ids = [null, 'lock', 'premiere', 'never'].map((asked) => chosenUplift(all, asked)?.milestone.id);
    expect(ids).toEqual(['talk', 'lock', 'talk', 'talk']);
    expect(chosenUplift(all.slice(2), null)).toBeNull();
  });
});
