import type { EventRecord } from '../../../ingest/contract/records.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * People and impressions that an audience is easily counted wrong by. 70 viewers of a film of two genres, who played it on
 * a Sunday evening into Monday, at home or abroad, with and without a place, a language and a profile; and impressions at
 * the very ends of their window, told twice, of a title nobody described, answered from another surface or before the
 * premiere.
 */
export function strays(asOfMs: number): EventRecord[] {
  const mondayMs = Math.floor((asOfMs + 3 * DAY_MS) / (7 * DAY_MS)) * 7 * DAY_MS - 3 * DAY_MS - 7 * DAY_MS;
  const premiereMs = mondayMs - 10 * DAY_MS;
  const records: object[] = [
    {
      ...{ type: 'catalog', kind: 'title', id: 'stray', name: 'Stray', form: 'film', runtime_s: 9_000 },
      ...{ genres: ['western', 'opera'], premiere_at: premiereMs, updated_at: premiereMs },
    },
  ];
  let plays = 0;
  /** Half of it before midnight. */
  const play = (viewer: string, startedMs: number, context: object, hours = 2, title = 'stray') => {
    const base = {
      ...{ type: 'playback', play_id: `stray-${(plays += 1)}`, viewer_id: viewer, title_id: title },
      ...{ started_at: startedMs, ...context },
    };
    records.push(
      { ...base, seq: 0, action: 'start', at: startedMs, position_s: 0, played_s: 0 },
      ...Array.from({ length: hours }, (_, i) => ({
        ...{ ...base, seq: i + 1, action: 'ping', at: startedMs + (i + 1) * HOUR_MS, from_s: i * 3_600 },
        ...{ position_s: (i + 1) * 3_600, played_s: (i + 1) * 3_600 },
      })),
    );
  };
  for (let i = 0; i < 70; i += 1) {
    const viewer = `stray-viewer-${i}`;
    play(viewer, mondayMs - HOUR_MS, {
      ...(i % 7 !== 0 && { country: i % 2 ? 'pt' : 'BR' }),
      ...(i % 5 !== 0 && { region: i % 2 ? 'PT-11' : 'BR-SP' }),
      ...(i % 3 !== 0 && { audio: i % 2 ? 'PT-pt' : 'pt-BR' }),
      ...(i % 11 !== 0 && { device: i % 4 ? 'tv' : 'mobile' }),
    });
    // Some go on abroad, on another device and in another language.
    if (i % 6 === 0) play(viewer, mondayMs + 2 * DAY_MS, { country: 'ES', device: 'web', audio: 'es' }, 1);
    if (i % 10 !== 0) {
      const profile = { type: 'viewer', viewer_id: viewer, age_band: i % 2 ? '25-34' : '35-49', plan: 'ads' };
      // What was said before, and what was withdrawn since.
      records.push({ ...profile, age_band: '65+', updated_at: premiereMs }, { ...profile, updated_at: mondayMs });
      if (i % 9 === 0) records.push({ ...profile, deleted: true, updated_at: mondayMs + DAY_MS });
    }
  }
  // Half a second, a test and a screener make nobody a viewer.
  const half = { type: 'playback', viewer_id: 'stray-half', title_id: 'stray', started_at: mondayMs, country: 'SE' };
  records.push(
    { ...half, play_id: 'half', seq: 0, action: 'start', at: mondayMs, position_s: 0, played_s: 0 },
    { ...half, play_id: 'half', seq: 1, action: 'end', at: mondayMs + 500, from_s: 0, position_s: 0.5, played_s: 0.5 },
  );
  play('stray-test', mondayMs, { country: 'SE', test: true });
  play('stray-screener', premiereMs - DAY_MS, { country: 'SE', surface: 'stray-row' });

  // 480 who like one thing, 60 of whom like both: enough of each sort for what they prefer to be shown.
  for (const [g, genre] of ['western', 'opera'].entries()) {
    const id = `stray-${genre}`;
    records.push({
      ...{ type: 'catalog', kind: 'title', id, name: id, form: 'film', runtime_s: 14_400, genres: [genre] },
      ...{ premiere_at: premiereMs, updated_at: premiereMs },
    });
    for (let i = 0; i < 270; i += 1) {
      const fan = i < 60 ? i : 1_000 * (g + 1) + i;
      const profile = { type: 'viewer', viewer_id: `stray-fan-${fan}`, updated_at: mondayMs };
      const [age_band, gender] = [i % 5 < 3 - g ? '25-34' : '50-64', i % 3 ? 'female' : 'male'];
      if (fan >= 60 || g === 0) records.push({ ...profile, age_band, gender, plan: i % 4 ? 'premium' : 'ads' });
      const country = i % 9 < 5 + g ? 'BR' : 'US';
      play(
        `stray-fan-${fan}`,
        premiereMs + (g + 1) * DAY_MS + i * HOUR_MS,
        { country, device: 'tv', audio: 'en' },
        3,
        id,
      );
    }
  }

  let shown = 0;
  const seen = (viewer: string, atMs: number, more: object = {}) => {
    const impression = {
      ...{ type: 'impression', impression_id: `stray-${(shown += 1)}`, viewer_id: viewer, title_id: 'stray' },
      ...{ surface: 'stray-row', at: atMs, ...more },
    };
    records.push(impression, impression);
  };
  const untilMs = asOfMs - DAY_MS;
  for (let i = 0; i < 80; i += 1) {
    const viewer = `stray-guest-${i}`;
    const atMs = untilMs - 20 * DAY_MS + i * HOUR_MS;
    seen(viewer, atMs);
    if (i % 3 === 0) seen(viewer, atMs + HOUR_MS);
    // In time to the millisecond, a millisecond late, from another surface, nothing.
    if (i % 4 !== 3)
      play(
        viewer,
        atMs + DAY_MS + (i % 4 === 1 ? 1 : 0),
        { country: 'PT', surface: i % 4 === 2 ? 'other' : 'stray-row' },
        1,
      );
  }
  // At the very ends of the window, and just beyond them.
  const fromMs = Math.floor(untilMs / DAY_MS) * DAY_MS - 28 * DAY_MS;
  for (const atMs of [fromMs - 1, fromMs, untilMs, untilMs + 1]) seen('stray-edge', atMs);
  play('stray-edge', untilMs + DAY_MS, { country: 'PT', surface: 'stray-row' }, 0);
  // Of a title nobody described, though it was started; and of the screener's.
  seen('stray-guest-1', untilMs - DAY_MS, { title_id: 'stray-undescribed' });
  play('stray-guest-1', untilMs - DAY_MS, { surface: 'stray-row' }, 1, 'stray-undescribed');
  seen('stray-screener', premiereMs - DAY_MS - HOUR_MS);
  seen('stray-guest-2', untilMs - DAY_MS, { test: true });
  return records as EventRecord[];
}
