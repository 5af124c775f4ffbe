import { between, chance, pick, randomOf, wholeBetween, type Random } from '../../../ingest/simulator/random.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const PREMIERE_MS = Date.UTC(2026, 8, 20, 7, 30);

/**
 * Seeded plays as no well-made player sends them: counters that reset or are missing, clocks that are off, one-second
 * plays, skips to the credits, pauses across midnight and the week's end, double speed, two devices at once, identities
 * used twice, contexts that change within a play, plays before the premiere, records beyond the runtime, an episode of
 * unknown runtime, one that came later, a film nobody has a runtime of, and a title nobody described.
 */
export function oddities(seed: number): object[] {
  const records: object[] = [
    {
      type: 'catalog',
      kind: 'title',
      id: 'odd-season',
      name: 'Odd season',
      form: 'series',
      season: 1,
      genres: ['drama'],
      premiere_at: PREMIERE_MS,
      updated_at: PREMIERE_MS,
    },
    ...['one', 'two', 'three', 'later'].map((id, i) => ({
      ...{
        type: 'catalog',
        kind: 'episode',
        id: `odd-${id}`,
        title_id: 'odd-season',
        number: i + 1,
        runtime_s: [1805, 95.5, 3333, 600][i],
        updated_at: PREMIERE_MS,
      },
      available_at: PREMIERE_MS + [0, 0, 7, 90][i]! * DAY_MS,
    })),
    {
      type: 'catalog',
      kind: 'title',
      id: 'odd-gap',
      name: 'Odd gap',
      form: 'series',
      season: 1,
      updated_at: PREMIERE_MS,
    },
    {
      type: 'catalog',
      kind: 'episode',
      id: 'odd-gap-1',
      title_id: 'odd-gap',
      number: 1,
      runtime_s: 900,
      updated_at: PREMIERE_MS,
    },
    { type: 'catalog', kind: 'episode', id: 'odd-gap-2', title_id: 'odd-gap', number: 2, updated_at: PREMIERE_MS },
    { type: 'catalog', kind: 'title', id: 'odd-film', name: 'Odd film', form: 'film', updated_at: PREMIERE_MS },
    {
      type: 'catalog',
      kind: 'title',
      id: 'odd-short',
      name: 'Odd short',
      form: 'film',
      runtime_s: 61,
      updated_at: PREMIERE_MS,
    },
  ];
  const random = randomOf(seed, 4_711);
  for (let viewer = 0; viewer < 120; viewer += 1) {
    const plays = wholeBetween(random, 1, 6);
    for (let play = 0; play < plays; play += 1) records.push(...oddPlay(random, viewer, play));
  }
  return records;
}

function oddPlay(random: Random, viewer: number, play: number): object[] {
  const [titleId, episodeId] = pick(random, [
    ['odd-season', 'odd-one'],
    ['odd-season', 'odd-two'],
    ['odd-season', 'odd-three'],
    ['odd-season', 'odd-later'],
    ['odd-gap', 'odd-gap-1'],
    ['odd-gap', 'odd-gap-2'],
    ['odd-gap', 'odd-nobody-knows'],
    ['odd-film', undefined],
    ['odd-short', undefined],
    ['odd-undescribed', undefined],
  ] as const);
  // Around the premiere, around midnights and around the end of a week.
  const dayMs = Math.floor((PREMIERE_MS + between(random, -2, 35) * DAY_MS) / DAY_MS) * DAY_MS;
  const startedMs = Math.round(
    chance(random, 0.5) ? dayMs - between(random, 0, 50) * MINUTE_MS : dayMs + between(random, 0, 24) * HOUR_MS,
  );
  const offsetMs = chance(random, 0.3) ? wholeBetween(random, -4_000_000, 4_000_000) : 0;
  const rate = chance(random, 0.2) ? 2 : 1;
  const counts = !chance(random, 0.15);
  const base = {
    ...{ type: 'playback', play_id: `odd-${viewer}-${play}`, viewer_id: `odd-viewer-${viewer}`, title_id: titleId },
    ...(episodeId && { episode_id: episodeId }),
    ...{
      started_at: startedMs + offsetMs,
      clock_offset_ms: offsetMs,
      rate,
      country: pick(random, ['PT', 'BR', 'JP']),
      device: pick(random, ['tv', 'mobile']),
    },
    ...(chance(random, 0.03) && { test: true }),
  };
  const records: object[] = [];
  let atMs = startedMs + wholeBetween(random, 0, 2_000);
  let positionS = chance(random, 0.3) ? between(random, 0, 2_500) : 0;
  let playedS = 0;
  const count = chance(random, 0.15) ? 2 : wholeBetween(random, 2, 60);
  for (let seq = 0; seq < count; seq += 1) {
    const stretchS = seq === 0 ? 0 : pick(random, [1, 10, 29.7, 30, 30, 30, 44.5]);
    const fromS = positionS;
    positionS += stretchS;
    playedS += stretchS;
    records.push({
      ...base,
      ...(chance(random, 0.05) && { country: 'DE', device: 'web' }),
      ...{
        seq: chance(random, 0.03) ? Math.max(0, seq - 1) : seq,
        action: seq === 0 ? 'start' : 'ping',
        at: atMs + offsetMs,
      },
      position_s: round(positionS),
      ...(stretchS > 0 && { from_s: round(fromS) }),
      ...(counts && !chance(random, 0.03) && { played_s: round(playedS) }),
    });
    atMs += Math.round((stretchS / rate) * 1000) + wholeBetween(random, 0, 400);
    if (chance(random, 0.04)) positionS = between(random, 0, 3_600); // a seek
    if (chance(random, 0.04)) atMs += wholeBetween(random, 1, 14) * HOUR_MS; // a pause
    if (chance(random, 0.02)) playedS = 0; // a counter that resets
  }
  return records;
}

const round = (seconds: number) => Math.round(seconds * 1000) / 1000;
