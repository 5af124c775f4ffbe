import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { query } from 'chdb';
import { afterAll, describe, expect, it } from 'vitest';
import { structureOf } from './columns.ts';
import { RecordEncoder } from './encoder.ts';
import { FAMILIES, type Family } from './families.ts';
import { hashOf, openPeople } from './people.ts';
import type { EventRecord } from './records.ts';

/** What the encoder writes is what the store reads: each family's rows through the real engine. */
const dir = mkdtempSync(join(tmpdir(), 'ovation-rows-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const people = openPeople(Buffer.alloc(32, 5));
const NOW = Date.parse('2026-03-01T20:00:00.250Z');
const RECEIVED = '2026-03-01 20:00:00.250';
const hash = (role: 'viewer' | 'account' | 'author' | 'play', id: string) => String(hashOf(people, role, id));

function throughTheStore(family: Family, records: readonly EventRecord[]): Record<string, unknown>[] {
  const encoder = new RecordEncoder(people);
  encoder.begin({ receivedAtMs: NOW, anyTime: false, hashedPeople: false, retentionMs: {} });
  for (const record of records) if (!encoder.add(record)) throw new Error(encoder.rejection.message);
  const [chunk] = encoder.batch().chunks;
  const path = join(dir, `${family}.rows`);
  writeFileSync(path, chunk?.bytes ?? '');
  const structure = structureOf(family).replaceAll("'", "\\'");
  const text = query(
    `SELECT * FROM file('${path}', RowBinary, '${structure}') SETTINGS output_format_json_quote_64bit_integers = 1`,
    'JSONEachRow',
  );
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const common = { source: 'player', test: 0, received_at: RECEIVED };
const plain = { source: '', test: 0, received_at: RECEIVED };

const CASES: Record<Family, { records: EventRecord[]; rows: Record<string, unknown>[] }> = {
  playback: {
    records: [
      {
        type: 'playback',
        play_id: 'play-1',
        seq: 4_294_967_295,
        viewer_id: 'v1',
        account_id: 'a1',
        title_id: 'título-1',
        episode_id: 'e'.repeat(128),
        action: 'end',
        at: '2026-03-01T20:59:00+01:00',
        started_at: NOW - 3_600_000,
        clock_offset_ms: -1500,
        position_s: 86_400,
        from_s: 0,
        played_s: 1234.5675,
        country: 'br',
        region: 'São Paulo',
        device: 'tv',
        audio: 'PT-br',
        subtitles: 'zh-hant-tw',
        app_version: '4.2.1',
        origin: 'recommendation',
        surface: '首页',
        rate: 1.5,
        source: 'player',
        test: true,
      },
      {
        type: 'playback',
        play_id: 'play-2',
        seq: 0,
        viewer_id: 'v1',
        title_id: 't',
        action: 'start',
        at: NOW,
        started_at: NOW,
        position_s: 0,
      },
    ],
    rows: [
      {
        title: 'título-1',
        viewer: hash('viewer', 'v1'),
        account: hash('account', 'a1'),
        episode: 'e'.repeat(128),
        play: hash('play', 'play-1'),
        seq: 4_294_967_295,
        action: 'end',
        at: '2026-03-01 19:59:01.500',
        started_at: '2026-03-01 19:00:01.750',
        clock_offset_ms: -1500,
        position_ms: 86_400_000,
        from_ms: 0,
        played_ms: '1234568',
        country: 'BR',
        region: 'São Paulo',
        device: 'tv',
        audio: 'pt-BR',
        subtitles: 'zh-Hant-TW',
        app_version: '4.2.1',
        origin: 'recommendation',
        surface: '首页',
        rate: 1.5,
        ...common,
        test: 1,
      },
      {
        title: 't',
        viewer: hash('viewer', 'v1'),
        account: '0',
        episode: '',
        play: hash('play', 'play-2'),
        seq: 0,
        action: 'start',
        at: RECEIVED,
        started_at: RECEIVED,
        clock_offset_ms: 0,
        position_ms: 0,
        from_ms: -1,
        played_ms: '-1',
        country: '',
        region: '',
        device: 'unknown',
        audio: '',
        subtitles: '',
        app_version: '',
        origin: 'unknown',
        surface: '',
        rate: 1,
        ...plain,
      },
    ],
  },
  impression: {
    records: [
      {
        type: 'impression',
        impression_id: 'i1',
        viewer_id: 'v1',
        title_id: 't',
        surface: 'home',
        row: 2,
        rank: 7,
        artwork_id: 'w',
        at: NOW,
      },
    ],
    rows: [
      {
        impression_id: 'i1',
        viewer: hash('viewer', 'v1'),
        title: 't',
        surface: 'home',
        row: 2,
        rank: 7,
        artwork_id: 'w',
        at: RECEIVED,
        ...plain,
      },
    ],
  },
  promo: {
    records: [
      {
        type: 'promo',
        event_id: 'p1',
        asset_id: 'a',
        action: 'q75',
        channel: 'video',
        paid_owned_earned: 'earned',
        holdout: true,
        at: NOW,
      },
    ],
    rows: [
      {
        event_id: 'p1',
        asset: 'a',
        title: '',
        viewer: '0',
        action: 'q75',
        channel: 'video',
        paid_owned_earned: 'earned',
        country: '',
        holdout: 1,
        at: RECEIVED,
        ...plain,
      },
    ],
  },
  promo_daily: {
    records: [
      {
        type: 'promo_daily',
        asset_id: 'a',
        channel: 'video',
        country: 'JP',
        date: '2026-02-28',
        metric: 'views',
        value: 12.5,
      },
      {
        type: 'promo_daily',
        asset_id: 'a',
        channel: 'video',
        date: '2026-02-28',
        metric: 'views',
        value: 13,
        paid_owned_earned: 'paid',
        updated_at: NOW,
      },
    ],
    rows: [
      {
        asset: 'a',
        channel: 'video',
        country: 'JP',
        date: '2026-02-28',
        metric: 'views',
        value: 12.5,
        paid_owned_earned: 'unknown',
        updated_at: '2026-02-28 00:00:00.000',
        ...plain,
      },
      {
        asset: 'a',
        channel: 'video',
        country: '',
        date: '2026-02-28',
        metric: 'views',
        value: 13,
        paid_owned_earned: 'paid',
        updated_at: RECEIVED,
        ...plain,
      },
    ],
  },
  mention: {
    records: [
      {
        type: 'mention',
        mention_id: 'm1',
        title_id: 't',
        channel: 'forum',
        text: 'Großartig\n😀',
        lang: 'de',
        author: 'x',
        reach: 2 ** 53 - 1,
        at: NOW,
      },
    ],
    rows: [
      {
        mention_id: 'm1',
        title: 't',
        channel: 'forum',
        text: 'Großartig\n😀',
        lang: 'de',
        author: hash('author', 'x'),
        reach: '9007199254740991',
        country: '',
        at: RECEIVED,
        updated_at: RECEIVED,
        deleted: 0,
        ...plain,
      },
    ],
  },
  review: {
    records: [
      {
        type: 'review',
        review_id: 'r1',
        title_id: 't',
        viewer_id: 'v1',
        rating: 4.5,
        scale: [0.5, 5],
        text: '',
        at: NOW - 1000,
        updated_at: NOW,
      },
      { type: 'review', review_id: 'r2', title_id: 't', author: 'x', text: 'x'.repeat(300), at: NOW, deleted: true },
    ],
    rows: [
      {
        review_id: 'r1',
        title: 't',
        episode: '',
        viewer: hash('viewer', 'v1'),
        author: '0',
        has_rating: 1,
        rating: 4.5,
        scale_min: 0.5,
        scale_max: 5,
        text: '',
        lang: '',
        country: '',
        at: '2026-03-01 19:59:59.250',
        updated_at: RECEIVED,
        deleted: 0,
        ...plain,
      },
      {
        review_id: 'r2',
        title: 't',
        episode: '',
        viewer: '0',
        author: hash('author', 'x'),
        has_rating: 0,
        rating: 0,
        scale_min: 0,
        scale_max: 0,
        text: 'x'.repeat(300),
        lang: '',
        country: '',
        at: RECEIVED,
        updated_at: RECEIVED,
        deleted: 1,
        ...plain,
      },
    ],
  },
  viewer: {
    records: [
      {
        type: 'viewer',
        viewer_id: 'v1',
        age_band: '25-34',
        gender: 'f',
        plan: 'ads',
        joined_at: NOW,
        country: 'KR',
        language: 'ko',
      },
      { type: 'viewer', viewer_id: 'v2', at: NOW - 250 },
    ],
    rows: [
      {
        viewer: hash('viewer', 'v1'),
        age_band: '25-34',
        gender: 'f',
        plan: 'ads',
        joined_at: RECEIVED,
        country: 'KR',
        language: 'ko',
        updated_at: RECEIVED,
        deleted: 0,
        ...plain,
      },
      {
        viewer: hash('viewer', 'v2'),
        age_band: '',
        gender: '',
        plan: '',
        joined_at: null,
        country: '',
        language: '',
        updated_at: '2026-03-01 20:00:00.000',
        deleted: 0,
        ...plain,
      },
    ],
  },
  catalog: {
    records: [
      {
        type: 'catalog',
        kind: 'title',
        id: 't1',
        name: 'Überfahrt',
        form: 'series',
        show: 'Überfahrt',
        season: 2,
        genres: ['Drama', 'Drama', ''],
        languages: ['de', 'EN-gb'],
        countries: ['de'],
        hub: 'Berlin',
        creators: ['A B'],
        stage: 'post-production',
        premiere_at: NOW + 86_400_000,
        territories: ['DE', 'at'],
        runtime_s: 27_000,
        runtime_estimated: true,
        simulated: true,
        effective_from: NOW,
        updated_at: NOW,
      },
      { type: 'catalog', kind: 'episode', id: 'e1', title_id: 't1', number: 3, name: 'Drei', runtime_s: 2700.4 },
      {
        type: 'catalog',
        kind: 'asset',
        id: 'a1',
        title_id: 't1',
        form: 'trailer',
        channel: 'video',
        view_rule: '30 s',
        live_at: NOW,
      },
      { type: 'catalog', kind: 'milestone', id: 'm1', title_id: 't1', form: 'wrap', at: NOW + 864e5, note: 'x' },
    ],
    rows: [
      {
        kind: 'title',
        id: 't1',
        title: 't1',
        name: 'Überfahrt',
        form: 'series',
        show: 'Überfahrt',
        season: 2,
        number: 0,
        genres: ['Drama'],
        languages: ['de', 'en-GB'],
        countries: ['DE'],
        hub: 'Berlin',
        creators: ['A B'],
        stage: 'post-production',
        premiere: '2026-03-02 20:00:00.250',
        territories: ['DE', 'AT'],
        runtime_ms: 27_000_000,
        runtime_estimated: 1,
        channel: '',
        view_rule: '',
        note: '',
        simulated: 1,
        effective_from: RECEIVED,
        updated_at: RECEIVED,
        deleted: 0,
        ...plain,
      },
      ...[
        { kind: 'episode', id: 'e1', name: 'Drei', number: 3, runtime_ms: 2_700_400 },
        { kind: 'asset', id: 'a1', form: 'trailer', channel: 'video', view_rule: '30 s', premiere: RECEIVED },
        { kind: 'milestone', id: 'm1', form: 'wrap', premiere: '2026-03-02 20:00:00.250', note: 'x' },
      ].map((row) => ({
        title: 't1',
        name: '',
        form: '',
        show: '',
        season: 0,
        number: 0,
        genres: [],
        languages: [],
        countries: [],
        hub: '',
        creators: [],
        stage: '',
        premiere: null,
        territories: [],
        runtime_ms: 0,
        runtime_estimated: 0,
        channel: '',
        view_rule: '',
        note: '',
        simulated: 0,
        effective_from: null,
        updated_at: RECEIVED,
        deleted: 0,
        ...plain,
        ...row,
      })),
    ],
  },
};

describe('rows as the store reads them', () => {
  it.each(FAMILIES)('%s', (family) => {
    const { records, rows } = CASES[family];
    expect(throughTheStore(family, records)).toEqual(rows);
  });
});
