import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { numbersFrom } from './support/arguments.ts';
import { get, untilIdle } from './support/idle.ts';
import { inProcess } from './support/in-process.ts';
import { Latencies } from './support/latencies.ts';
import { post } from './support/load.ts';
import { bench, say } from './support/say.ts';
import { EVENTS_A_VIEWER, scaleTitle, SENT, VIEWERS_A_TITLE } from './support/scale-audience.ts';
import type { BuildOptions, BuildResult } from './support/scale-build.ts';
import type { HeroOptions, HeroResult } from './support/scale-hero.ts';
import { askApi, askPages, worstP95, type Asked } from './support/scale-requests.ts';
import { startStack, type Stack } from './support/stack.ts';

/**
 * What grows with the number of events: titles of 100,000 viewers are added until there are a million, ten and a hundred
 * million events, and at each size every page and API call is asked, and 10,000 new events are sent to one title.
 */
const SIZES = [1_000_000, 10_000_000, 100_000_000];
const EVENTS_A_TITLE = VIEWERS_A_TITLE * EVENTS_A_VIEWER;
/** What the builder may hold; the measured Ovation has its default. */
const BUILDER_MEMORY_MB = 5_000;
/** Where a run with `--keep 1` leaves what it built. */
const KEPT = join(tmpdir(), 'ovation-scale-kept');
/** A page that is this fast at first may take as long at any size. */
const FAST_MS = 10;
/** 10,000 new events are those of 2,500 new viewers; so many times at each size. */
const ROUNDS = 7;
const NEW_VIEWERS = 2_500;
const PING_MS = 30_000;

await bench(async () => {
  const options = numbersFrom({ max: 100_000_000, 'hero-seconds': 150, keep: 0 });
  const folder = options.keep === 0 ? mkdtempSync(join(tmpdir(), 'ovation-scale-')) : KEPT;
  const nowMs = Date.now();
  try {
    const sizes: Size[] = [];
    let titles = keptTitles(folder);
    for (const size of SIZES.filter((one) => one <= options.max)) {
      const to = Math.max(1, Math.round(size / EVENTS_A_TITLE));
      // A kept one that is larger already.
      if (titles > to) continue;
      const people = 1_000_003;
      const built = await inProcess<BuildOptions, BuildResult>('scale-build', {
        ...{ folder, from: titles, to, people, nowMs, viewers: VIEWERS_A_TITLE },
        memoryMb: BUILDER_MEMORY_MB,
      });
      titles = to;
      writeFileSync(join(folder, 'titles'), String(titles));
      say(
        `${built.events} events in ${titles} titles: loaded in ${built.loadSeconds.toFixed(0)} s, rolled up after ${built.rollUpSeconds.toFixed(0)} s, deep metrics ${built.deepSeconds.toFixed(0)} s and campaigns ${built.buzzSeconds.toFixed(0)} s more`,
      );
      sizes.push(await measure(folder, titles, built));
    }
    const hero =
      options['hero-seconds'] === 0
        ? null
        : await inProcess<HeroOptions, HeroResult>('scale-hero', {
            ...{ folder, nowMs, memoryMb: 1_500 },
            ...{ liveSeconds: options['hero-seconds'], viewersABeat: 500 },
          });
    const [first, last] = [sizes[0], sizes.at(-1)];
    if (!first || !last) throw new Error('--max is smaller than the smallest size.');
    return {
      sizes,
      page_p95_ms: last.page_p95_ms,
      api_p95_ms: last.api_p95_ms,
      growth: Math.max(last.page_p95_ms, FAST_MS) / Math.max(first.page_p95_ms, FAST_MS),
      incremental_growth: last.incremental_ms / first.incremental_ms,
      bytes_per_event: last.bytes_per_event,
      peak_rss_mb: Math.max(...sizes.map((size) => size.peak_rss_mb)),
      hero: hero && {
        job_s: hero.jobSeconds,
        staleness_s: hero.stalenessSeconds,
        peak_mb: hero.peakMb,
        step: hero.jobName,
      },
    };
  } finally {
    if (options.keep === 0) rmSync(folder, { recursive: true, force: true });
    else say(`kept ${folder}: the next run with --keep 1 goes on from there`);
  }
});

function keptTitles(folder: string): number {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'titles');
  return existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
}

interface Size {
  events: number;
  titles: number;
  load_s: number;
  roll_up_s: number;
  deep_s: number;
  page_p95_ms: number;
  api_p95_ms: number;
  incremental_ms: number;
  bytes_per_event: number;
  peak_rss_mb: number;
  pages: Asked[];
  api: Asked[];
}

async function measure(folder: string, titles: number, built: BuildResult): Promise<Size> {
  const stack = await startStack({}, folder);
  try {
    const idleAfterMs = await untilIdle(stack);
    say(`  the jobs of a start ended after ${(idleAfterMs / 1000).toFixed(0)} s`);
    const ids = Array.from({ length: Math.min(8, titles) }, (_, at) => scaleTitle(Math.floor((at * titles) / 8)));
    const pages = await askPages(stack, ids);
    const api = await askApi(stack, ids);
    for (const { name, p50_ms, p95_ms } of [...pages, ...api.map((one) => ({ ...one, name: `/api/v1${one.name}` }))])
      say(`  ${name.padEnd(34)} p50 ${p50_ms.toFixed(1)} ms, p95 ${p95_ms.toFixed(1)} ms`);
    const incremental = await newEvents(stack, scaleTitle(Math.floor(titles / 2)));
    const bytesPerEvent = await storedBytesPerEvent(stack);
    const size: Size = {
      ...{
        events: built.events,
        titles,
        load_s: built.loadSeconds,
        roll_up_s: built.rollUpSeconds,
        deep_s: built.deepSeconds,
      },
      ...{ page_p95_ms: worstP95(pages), api_p95_ms: worstP95(api), incremental_ms: incremental },
      ...{ bytes_per_event: bytesPerEvent, peak_rss_mb: peakRssMb(stack), pages, api },
    };
    say(
      `  pages ${size.page_p95_ms.toFixed(1)} ms, API ${size.api_p95_ms.toFixed(1)} ms, 10,000 events served after ${incremental.toFixed(0)} ms, ` +
        `${size.bytes_per_event.toFixed(1)} bytes an event, ${size.peak_rss_mb.toFixed(0)} MB`,
    );
    return size;
  } finally {
    await stack.stop();
  }
}

/** Median time from sending 10,000 events of 2,500 new viewers of a title until they are served, ms. */
async function newEvents(stack: Stack, title: string): Promise<number> {
  const latencies = new Latencies();
  for (let round = -1; round < ROUNDS; round += 1) {
    const before = await startsOf(stack, title);
    const nowMs = Date.now();
    const records = Array.from({ length: NEW_VIEWERS }, (_, viewer) =>
      [0, 1, 2, 3].map((seq) => ({
        ...{ type: 'playback', play_id: `new-${nowMs}-${viewer}`, seq, viewer_id: `new-${nowMs}-${viewer}` },
        ...{ title_id: title, episode_id: `${title}-e1`, action: seq === 0 ? 'start' : 'ping' },
        ...{
          at: nowMs - (3 - seq) * PING_MS,
          started_at: nowMs - 3 * PING_MS,
          position_s: seq * 30,
          played_s: seq * 30,
        },
        ...(seq > 0 && { from_s: (seq - 1) * 30 }),
        ...{ country: 'PT', device: 'tv' },
      })),
    ).flat();
    const startedMs = performance.now();
    await post(stack.ingest, records);
    while ((await startsOf(stack, title)) < before + NEW_VIEWERS) await sleep(20);
    if (round >= 0) latencies.add(performance.now() - startedMs);
    // The rest of the run before must not count: roll-ups rest for up to 6 s.
    await sleep(8_000);
  }
  return latencies.quantile(0.5) ?? NaN;
}

async function startsOf(stack: Stack, title: string): Promise<number> {
  const answer = (await get(stack, `/titles/${title}/summary`)) as { figures: { starts: { value: number } } };
  return answer.figures.starts.value;
}

/** Of everything in the store, over everything that was sent; the new events too. */
async function storedBytesPerEvent(stack: Stack): Promise<number> {
  const { store } = (await get(stack, '/health')) as { store: { table: string; bytes: number; rows: number }[] };
  for (const { table, bytes, rows } of store.slice(0, 8))
    say(`  ${table.padEnd(22)} ${rows} rows, ${(bytes / 2 ** 20).toFixed(0)} MB`);
  const events = store.reduce((sum, { table, rows }) => sum + (SENT.includes(table) ? rows : 0), 0);
  return store.reduce((sum, { bytes }) => sum + bytes, 0) / events;
}

/** The most that the main process ever held. */
function peakRssMb(stack: Stack): number {
  const main = stack.processes().find(({ part }) => part === 'main');
  const status = readFileSync(`/proc/${main?.pid}/status`, 'utf8');
  return (Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) * 1.024) / 1_000;
}
