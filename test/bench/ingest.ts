import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Store } from '../../sql/clickhouse/store.ts';
import { numbersFrom } from './support/arguments.ts';
import { spoolRows, untilLoaded } from './support/backlog.ts';
import { engineAlone } from './support/engine-alone.ts';
import { Load, post } from './support/load.ts';
import { loadRate, type LoadedSegment } from './support/load-rate.ts';
import { BATCH_EVENTS, catalogueOf } from './support/population.ts';
import { cpuMs, PARTS } from './support/processes.ts';
import { bench, say } from './support/say.ts';
import { startStack } from './support/stack.ts';

/**
 * How many events a second go all the way from HTTP into the store while senders wait for answers, how that compares with
 * the engine loading the same rows alone, and whether any was lost or doubled.
 */
const MEMORY_MB = 1_500;

await bench(async () => {
  const {
    seconds,
    viewers,
    connections,
    'warm-up': warmUpSeconds,
  } = numbersFrom({
    seconds: 30,
    viewers: 3_000_000,
    connections: 6,
    'warm-up': 10,
  });
  say(`${viewers} viewers, requests of ${BATCH_EVENTS} events over ${connections} connections`);

  const stack = await startStack({ CLICKHOUSE_MEMORY_MB: String(MEMORY_MB) });
  try {
    const catalogue = catalogueOf(Date.now());
    await post(stack.ingest, catalogue);
    const load = new Load({ ...stack.ingest, viewers, connections, eventsPerSecond: null });
    await sleep(warmUpSeconds * 1_000);

    const before = { atMs: Date.now(), totals: await load.totals(), cpu: cpuMs(stack.processes()) };
    let backlogRows = 0;
    for (let second = 1; second <= seconds; second++) {
      await sleep(before.atMs + second * 1_000 - Date.now());
      backlogRows = await spoolRows(stack.ingest.url);
      if (second % 5 === 0) say(`  ${second} s: ${backlogRows} rows wait to be loaded`);
    }
    const after = { atMs: Date.now(), totals: await load.totals(), cpu: cpuMs(stack.processes()) };
    const end = await load.stop();
    await untilLoaded(stack.ingest.url);
    await stack.stop();

    const stored = await readStore(join(stack.folder, 'clickhouse'));
    const loaded = loadRate(stored.loaded, before.atMs, after.atMs);
    const segmentRows = loaded.rows / loaded.segments;
    const events = after.totals.accepted - before.totals.accepted;
    const cpu = PARTS.map((part) => ({ part, us: ((after.cpu[part] - before.cpu[part]) * 1_000) / events })).filter(
      ({ us }) => us > 0,
    );
    const cpuUsPerEvent = cpu.reduce((sum, { us }) => sum + us, 0);
    const acceptedPerSecond = (events * 1_000) / (after.atMs - before.atMs);
    say(`accepted ${Math.round(acceptedPerSecond)}/s, loaded ${Math.round(loaded.rowsPerSecond)}/s`);
    say(`answers: p50 ${after.totals.answerMs.p50} ms, p99 ${after.totals.answerMs.p99} ms, ${end.refused} refused`);
    say(`segments of ${Math.round(segmentRows)} rows, ${stored.rolled} of ${stored.loaded.length} rolled up`);
    say(`CPU µs an event: ${cpu.map(({ part, us }) => `${part} ${us.toFixed(2)}`).join(', ')}`);
    const generatorMs = after.totals.cpuMs - before.totals.cpuMs;
    say(`  (the sender ${((generatorMs * 1_000) / events).toFixed(2)})`);

    say('the engine alone with the same rows …');
    const engine = await engineAlone({
      viewers,
      rows: Math.min(12_000_000, end.accepted),
      segmentRows,
      warmUpSeconds,
      memoryMb: MEMORY_MB,
    });
    say(`engine ${Math.round(engine.rowsPerSecond)}/s, CPU ${engine.cpuUsPerRow.toFixed(2)} µs a row`);

    // Unanswered requests may be in the store or not; whatever is beyond them is too much.
    const lost = Math.max(0, end.accepted - stored.identities);
    const invented = Math.max(0, stored.identities - end.accepted - end.unknown);
    return {
      events,
      bytes: after.totals.bytes - before.totals.bytes,
      accepted_per_s: Math.round(acceptedPerSecond),
      loaded_per_s: Math.round(loaded.rowsPerSecond),
      engine_per_s: Math.round(engine.rowsPerSecond),
      ratio: loaded.rowsPerSecond / engine.rowsPerSecond,
      p99_ms: after.totals.answerMs.p99,
      cpu_us_per_event: cpuUsPerEvent,
      lost,
      duplicated: stored.rows - stored.identities + invented,
    };
  } finally {
    await stack.remove();
  }
});

interface Stored {
  readonly loaded: readonly LoadedSegment[];
  /** Loads that a roll-up has taken in. */
  readonly rolled: number;
  /** Distinct identities, and rows once what is equal has merged. */
  readonly identities: number;
  readonly rows: number;
}

async function readStore(path: string): Promise<Stored> {
  const store = Store.open({ path, memoryMb: 8_000 });
  try {
    const loaded = await store.query<LoadedSegment>({
      name: 'bench.loaded',
      lane: 'jobs',
      text: 'SELECT toUnixTimestamp64Milli(loaded_at) AS atMs, rows FROM loaded_segment ORDER BY loaded_at',
    });
    const { rolled } = await store.one<{ rolled: number }>({
      name: 'bench.rolled',
      lane: 'jobs',
      text: 'SELECT count() AS rolled FROM rolled_segment FINAL',
    });
    let identities = 0;
    let rows = 0;
    // By parts, so that the set of identities fits in memory.
    for (let part = 0; part < 16; part++) {
      const counts = await store.one<{ identities: number; counted: number }>({
        name: 'bench.identities',
        lane: 'jobs',
        text: 'SELECT uniqExact(play, seq) AS identities, count() AS counted FROM raw_playback FINAL WHERE viewer % 16 = {part:UInt8}',
        params: { part },
      });
      identities += counts.identities;
      rows += counts.counted;
    }
    return { loaded, rolled, identities, rows };
  } finally {
    await store.close();
  }
}
