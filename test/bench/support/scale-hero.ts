import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Store } from '../../../sql/clickhouse/store.ts';
import { rollUpJobs } from '../../../workers/jobs/rollup.ts';
import pino from 'pino';
import { buildHero, watchMemory, watchStatements } from './hero.ts';
import { HERO, loadHeroBeat } from './scale-audience.ts';

export interface HeroOptions {
  readonly folder: string;
  readonly nowMs: number;
  readonly memoryMb: number;
  readonly liveSeconds: number;
  /** Viewers of each beat; four beats a second. */
  readonly viewersABeat: number;
}

export interface HeroResult {
  readonly buildSeconds: number;
  /** The longest statement of the roll-up while live. */
  readonly jobSeconds: number;
  readonly jobName: string;
  /** The greatest age of the title's `as_of` while live. */
  readonly stalenessSeconds: number;
  /** The most memory a statement of the roll-up held. */
  readonly peakMb: number;
}

const BEAT_MS = 250;

/** One title of a million viewers that is live: its own roll-up jobs beside steady loads, in a process of its own. */
async function hero(options: HeroOptions): Promise<HeroResult> {
  const store = Store.open({ path: join(options.folder, 'clickhouse'), memoryMb: options.memoryMb });
  const buildSeconds = await buildHero(store, options.nowMs);

  const stop = new AbortController();
  const steps = watchStatements(store, 'rollup.');
  const memory = watchMemory(store, stop.signal);
  const job = rollUpJobs({ store })['rollup.touched'];
  const context = {
    signal: stop.signal,
    log: pino({ level: 'silent' }),
    attempt: 1,
    askedMs: 0,
    progress: () => Promise.resolve(),
  };
  const rolling = (async () => {
    while (!stop.signal.aborted) {
      await job?.({}, context);
      await sleep(100);
    }
  })();
  const sinceMs = Date.now();
  let stalenessMs = 0;
  let behindAtMs = 0;
  for (let beat = 0; Date.now() - sinceMs < options.liveSeconds * 1000; beat += 1) {
    await sleep(Math.max(0, sinceMs + beat * BEAT_MS - Date.now()));
    await loadHeroBeat(store, beat, options.viewersABeat, sinceMs);
    if (beat % 2 === 1) continue;
    const { asOfMs } = await store.one<{ asOfMs: number }>({
      name: 'bench.hero-as-of',
      lane: 'pages',
      text: 'SELECT toUnixTimestamp64Milli(as_of) AS asOfMs FROM served_rollup FINAL WHERE title = {title:String}',
      params: { title: HERO },
    });
    // Before the first run that began while live, it is as old as the quiet before.
    if (behindAtMs === 0 && asOfMs >= sinceMs) behindAtMs = Date.now();
    if (behindAtMs > 0) stalenessMs = Math.max(stalenessMs, Date.now() - asOfMs);
    if (beat % 40 === 0)
      process.send?.({
        progress: `hero: live for ${Math.round((Date.now() - sinceMs) / 1000)} s, as of ${((Date.now() - asOfMs) / 1000).toFixed(1)} s ago`,
      });
  }
  stop.abort(new Error('enough'));
  await rolling.catch(() => undefined);
  const peakMb = await memory;
  await store.close();
  const [jobName, jobMs] = [...steps].sort((a, b) => b[1] - a[1])[0] ?? ['none', 0];
  return {
    buildSeconds,
    jobSeconds: jobMs / 1000,
    jobName,
    stalenessSeconds: (behindAtMs > 0 ? stalenessMs : options.liveSeconds * 1000) / 1000,
    peakMb,
  };
}

process.once('message', (options: HeroOptions) => {
  hero(options).then(
    (result) => process.send?.({ result }, () => process.exit()),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
