import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { perturb } from '../../ingest/simulator/perturb.ts';
import { slateAudience } from '../../sql/queries/audience-slate.ts';
import { titleAudience } from '../../sql/queries/audience.ts';
import type { AudienceSegment, SegmentDimension, SlateAudience, TitleAudience } from '../../sql/queries/read-model.ts';
import { wilson } from '../../sql/queries/statistics.ts';
import { rollUpAudience } from '../../sql/rollup/audience/run.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import { TestStore } from './support/store.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Thursday; the last closed week begins on Monday 2 November. */
const NOW_MS = Date.UTC(2026, 10, 12, 12);
const MONDAY_MS = Date.UTC(2026, 10, 2);
const now = () => NOW_MS;

interface Group {
  people: number;
  country: string;
  region?: string;
  device?: string;
  audio?: string;
  age?: string;
  /** Hours played by title, on Tuesday 3 November. */
  hours: Record<string, number>;
}

/**
 * 1,000 viewers. `noir` (a thriller) has 400: 200 of 300 Portuguese, 180 of 600 Brazilians, 20 of 100 Maltese.
 * `chase` is another thriller, `farce` a comedy of two genres, of `plain` none is known.
 */
const GROUPS: readonly Group[] = [
  { people: 120, country: 'PT', region: 'PT-11', age: '25-34', audio: 'pt', hours: { noir: 3, chase: 3 } },
  { people: 80, country: 'PT', region: 'PT-13', age: '35-49', audio: 'pt', hours: { noir: 3 } },
  { people: 100, country: 'PT', region: 'PT-11', age: '25-34', audio: 'pt', hours: { farce: 4 } },
  { people: 180, country: 'BR', region: 'BR-SP', age: '35-49', audio: 'pt', hours: { noir: 1, farce: 4 } },
  { people: 420, country: 'BR', region: 'BR-RJ', age: '35-49', audio: 'pt', hours: { farce: 4 } },
  { people: 20, country: 'MT', age: '', audio: 'en', hours: { noir: 1, farce: 1 } },
  { people: 80, country: 'MT', age: '', audio: 'en', hours: { farce: 1, plain: 1 } },
];

function stream(): string[] {
  const title = (id: string, genres: string[], hours: number) => ({
    ...{ type: 'catalog', kind: 'title', id, name: id, form: 'film', runtime_s: hours * 3600, genres },
    ...{ premiere_at: MONDAY_MS - 7 * DAY_MS, updated_at: MONDAY_MS - 30 * DAY_MS },
  });
  const records: object[] = [
    title('noir', ['thriller'], 3),
    title('chase', ['thriller'], 3),
    title('farce', ['comedy', 'romance'], 4),
    title('plain', [], 1),
  ];
  let person = 0;
  for (const group of GROUPS) {
    for (let i = 0; i < group.people; i += 1) {
      person += 1;
      const viewer_id = `v${person}`;
      if (group.age) records.push({ type: 'viewer', viewer_id, age_band: group.age, updated_at: MONDAY_MS });
      for (const [titleId, hours] of Object.entries(group.hours))
        records.push(...play(viewer_id, titleId, hours, group));
    }
  }
  // An older record of a viewer, which a newer one replaced; and one that was deleted: nobody's age is known by it.
  records.push({ type: 'viewer', viewer_id: 'v1', age_band: '65+', updated_at: MONDAY_MS - DAY_MS });
  records.push({ type: 'viewer', viewer_id: 'v1000', age_band: '65+', updated_at: MONDAY_MS + DAY_MS, deleted: true });
  // Not counted: before the premiere, and test traffic.
  const early = { people: 1, country: 'SE', hours: {} };
  records.push(...play('v1', 'noir', 1, early, MONDAY_MS - 20 * DAY_MS));
  records.push(...play('v2', 'noir', 1, early).map((record) => ({ ...record, play_id: 'trial', test: true })));
  records.push(...impressions());
  return records.map((record) => JSON.stringify(record));
}

function play(viewer_id: string, title_id: string, hours: number, group: Group, atMs = MONDAY_MS + DAY_MS): object[] {
  const base = {
    ...{ type: 'playback', play_id: `${viewer_id}-${title_id}-${atMs}`, viewer_id, title_id, started_at: atMs },
    ...{ country: group.country, device: group.device ?? 'tv', audio: group.audio, region: group.region },
    surface: 'home-row',
  };
  return [
    { ...base, seq: 0, action: 'start', at: atMs, position_s: 0, played_s: 0 },
    ...Array.from({ length: hours }, (_, i) => ({
      ...{ ...base, seq: i + 1, action: 'ping', at: atMs + (i + 1) * HOUR_MS, from_s: i * 3600 },
      ...{ position_s: (i + 1) * 3600, played_s: (i + 1) * 3600 },
    })),
  ];
}

/**
 * On the row 120 viewers saw `noir` an hour before they started it, and once more a day and a half before (not within 24 h);
 * 80 saw it and never started. The hero was seen by 100, who started from the row: none was taken there. Of today nothing
 * counts yet.
 */
function impressions(): object[] {
  const seen = (id: string, viewer: number, surface: string, atMs: number) => ({
    ...{ type: 'impression', impression_id: id, viewer_id: `v${viewer}`, title_id: 'noir', surface, at: atMs },
  });
  const startMs = MONDAY_MS + DAY_MS;
  return [
    ...Array.from({ length: 120 }, (_, i) => seen(`a${i}`, i + 1, 'home-row', startMs - HOUR_MS)),
    ...Array.from({ length: 120 }, (_, i) => seen(`b${i}`, i + 1, 'home-row', startMs - 36 * HOUR_MS)),
    ...Array.from({ length: 80 }, (_, i) => seen(`c${i}`, i + 921, 'home-row', startMs - HOUR_MS)),
    ...Array.from({ length: 100 }, (_, i) => seen(`d${i}`, i + 1, 'home-hero', startMs - HOUR_MS)),
    ...Array.from({ length: 50 }, (_, i) => seen(`e${i}`, i + 1, 'home-row', NOW_MS - HOUR_MS)),
  ];
}

const lines = stream();
const part = (audience: TitleAudience, dimension: SegmentDimension, value: string): AudienceSegment => {
  const found = audience.segments.find((one) => one.dimension === dimension && one.value === value);
  if (!found) throw new Error(`There is no ${dimension} ${value}.`);
  return found;
};

describe('the audience of a small slate', () => {
  let opened: TestStore;
  let noir: TitleAudience;
  let slate: SlateAudience;

  const read = async () => {
    const audience = await titleAudience(opened.store, 'noir', NOW_MS);
    if (!audience) throw new Error('There is no such title.');
    noir = audience;
    slate = await slateAudience(opened.store, NOW_MS);
  };

  beforeAll(async () => {
    opened = await TestStore.open();
    await opened.load(lines, NOW_MS);
    await rollUp(opened.store, { now });
    await rollUpAudience(opened.store, { now });
    await read();
  });
  afterAll(() => opened.close());

  it('is told with its time and definitions', () => {
    expect(noir.asOfMs).toBe(NOW_MS);
    expect(noir.viewers).toMatchObject({ metric: 'viewers', value: 400, asOfMs: NOW_MS });
    expect(slate.viewers.value).toBe(1000);
  });

  it('compares countries with the slate, and withholds the small one with a second', () => {
    // Malta has 20 of the title's viewers; Brazil's 180 is the next smallest: with it they number two.
    expect(part(noir, 'country', 'PT')).toMatchObject({
      viewers: { value: 200 },
      share: { value: 0.5, n: 400 },
      // 100 × (200 ÷ 400) ÷ (300 ÷ 1,000)
      index: { metric: 'territory_index', n: 200 },
    });
    for (const country of ['BR', 'MT']) {
      expect(part(noir, 'country', country)).toMatchObject({
        viewers: { value: null, withheld: true },
        share: { metric: 'segment_share', value: null, withheld: true },
        index: { value: null, withheld: true },
      });
      expect(part(noir, 'country', country).index.n).toBeUndefined();
    }
  });

  it('gives an index of 100 × one share ÷ the other, with a log-scale interval around it', () => {
    const { index } = part(noir, 'age_band', '35-49');
    // 260 of 400 against 680 of 1,000.
    expect(index.value).toBeCloseTo((100 * (260 / 400)) / (680 / 1000), 10);
    const [low, high] = index.interval ?? [0, 0];
    expect(low).toBeLessThan(index.value ?? 0);
    expect(low * high).toBeCloseTo((index.value ?? 0) ** 2, 6);
  });

  it('takes ages from the newest record that is not deleted', () => {
    // 120 of the first group, all of whom are 25-34 whatever an older record said; 20 Maltese of no known age.
    expect(noir.segments.filter((one) => one.dimension === 'age_band').map((one) => one.value)).toEqual([
      '35-49',
      '',
      '25-34',
    ]);
  });

  it('leaves the judged title out of what its viewers prefer', () => {
    // Without noir the first 120 have 3 h of thriller (chase) of 3 h in all, while the slate has little of it.
    expect(part(noir, 'preference', 'thriller')).toMatchObject({
      ...{ viewers: { value: 120 }, index: { n: 120 } },
      share: { metric: 'preference', value: 120 / 400 },
    });
    // All viewers judged so: the same 120 of 1,000.
    expect(part(noir, 'preference', 'thriller').index.value).toBeCloseTo((100 * (120 / 400)) / (120 / 1000), 10);
  });

  it('finds the overlap with other titles, and its lift', () => {
    expect(noir.overlaps.map(({ titleId }) => titleId)).toEqual(['farce']);
    const [farce] = noir.overlaps;
    expect(farce?.both.value).toBe(200);
    // 800 saw farce, 400 noir, 200 both.
    expect(farce?.overlap.value).toBeCloseTo(200 / (400 + 800 - 200), 12);
    expect(farce?.lift.value).toBeCloseTo((200 * 1000) / (400 * 800), 12);
    // Everybody who saw chase saw noir: that nobody saw only chase would be said of fewer than 50.
  });

  it('counts what surfaces take: within 24 hours, from that surface, of those a day old', () => {
    // 320 impressions on the row (120 + 120 + 80), 120 taken; 100 on the hero, none.
    const row = slate.take.find((one) => one.surface === 'home-row')?.fraction;
    expect(row).toMatchObject({ metric: 'take_fraction', n: 320 });
    expect(row?.value).toBeCloseTo(120 / 320, 12);
    // Viewers, not impressions, are independent: 120 with 1 of 2, 80 with 0 of 1, of 200.
    const p = 120 / 320;
    const spread = 120 * (1 - 2 * p) ** 2 + 80 * p ** 2;
    const error = Math.sqrt(((200 / 199) * spread) / 320 ** 2);
    expect(row?.interval?.[0]).toBeCloseTo(p - 1.959963984540054 * error, 10);
    // A hundred who all left it are as sure as a hundred people can be, and not certain.
    const hero = slate.take.find((one) => one.surface === 'home-hero')?.fraction;
    expect(hero).toMatchObject({ value: 0, n: 100, interval: wilson(0, 100) });
  });

  it('says what is preferred where, against what the slate offers', () => {
    // Running time: thriller 3 + 3 of 10 h, comedy and romance 2 h each.
    expect(slate.genres.map(({ genre, offer }) => [genre, Number(offer.toFixed(3))])).toEqual([
      ['thriller', 0.6],
      ['comedy', 0.2],
      ['romance', 0.2],
    ]);
    // Farce's hours are all but a part of the slate's: nobody's share of comedy is 1.5 times everybody's.
    const thriller = slate.genres.find(({ genre }) => genre === 'thriller')?.everybody;
    // 120 with 6 h of thriller and 80 with 3 h, all they played; 180 had 1 h of 5.
    expect(thriller?.viewers.value).toBe(200);
    expect(thriller?.share.value).toBeCloseTo(0.2, 12);
    const young = slate.cells.find((cell) => cell.genre === 'thriller' && cell.segment?.value === '25-34');
    // 120 of the 220 who are 25 to 34.
    expect(young?.share.value).toBeCloseTo(120 / 220, 12);
    expect(young?.index.value).toBeCloseTo((100 * (120 / 220)) / 0.2, 8);
  });

  it('leaves no row of a viewer behind', async () => {
    for (const table of ['scratch_audience_pair', 'scratch_audience_viewer']) {
      const { rows } = await opened.store.one<{ rows: number }>({
        name: 'test.scratch',
        text: `SELECT count() AS rows FROM ${table}`,
      });
      expect(rows).toBe(0);
    }
  });

  it('gives a closed week in the same way', async () => {
    const week = await titleAudience(opened.store, 'noir', NOW_MS, { weekMs: MONDAY_MS });
    // Everybody watched in that week: it is published, being the only one.
    expect(noir.weeks).toEqual([MONDAY_MS]);
    expect(week?.viewers.value).toBe(400);
    expect(week && part(week, 'country', 'PT').viewers.value).toBe(200);
    expect(week && part(week, 'country', 'MT').viewers.withheld).toBe(true);
  });

  it('is the same when the stream comes shuffled, doubled, late, in pieces and once more', async () => {
    const expected = { noir, slate };
    await opened.close(); // one engine a process
    opened = await TestStore.open();
    const sent = perturb(lines, { seed: 5, shuffle: true, duplicateShare: 0.3, delayShare: 0.2, replay: true });
    const piece = Math.ceil(sent.length / 5);
    for (let at = 0; at < sent.length; at += piece) {
      await opened.load(sent.slice(at, at + piece), NOW_MS + at);
      if (at % 2 === 0) await rollUp(opened.store, { now });
      // A run in between leaves nothing that the last one does not replace.
      if (at === piece) await rollUpAudience(opened.store, { now });
    }
    await rollUp(opened.store, { now });
    await rollUpAudience(opened.store, { now });
    await read();
    expect({ noir, slate }).toEqual(expected);
  });

  it('says that viewers who came since are not counted yet, and takes shares of as many as have come', async () => {
    const fresh = { ...(JSON.parse(lines[0] ?? '') as object), id: 'fresh', name: 'fresh' };
    const group = { people: 60, country: 'PT', hours: {} };
    const came = Array.from({ length: 100 }, (_, at) => `late${at}`);
    const more = came.flatMap((id, at) => [
      ...play(id, 'noir', 1, group),
      ...(at < group.people ? play(id, 'fresh', 1, group) : []),
    ]);
    await opened.load([fresh, ...more], NOW_MS);
    await rollUp(opened.store, { now });
    const uncounted = await titleAudience(opened.store, 'fresh', NOW_MS);
    expect(uncounted).toMatchObject({ viewers: { value: null, reason: 'Not counted yet.' }, segments: [] });
    await read();
    // 300 of 500: of the 400 that were counted it would be three quarters.
    expect(part(noir, 'country', 'PT')).toMatchObject({ viewers: { value: 300 }, share: { value: 0.6, n: 500 } });
    expect(noir.viewers.value).toBe(400);

    await rollUpAudience(opened.store, { now });
    const counted = await titleAudience(opened.store, 'fresh', NOW_MS);
    expect(counted?.viewers.value).toBe(60);
  });
});
