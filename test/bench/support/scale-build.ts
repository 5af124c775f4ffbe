import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { migrateStore } from '../../../sql/clickhouse/migrate.ts';
import { Store } from '../../../sql/clickhouse/store.ts';
import { rollUpAllDeep } from '../../../sql/rollup/deep.ts';
import { rollUp } from '../../../sql/rollup/run.ts';
import { rollUpBuzz } from '../../../sql/rollup/buzz/run.ts';
import { takeInTold } from '../../../sql/rollup/buzz/take-in.ts';
import { loadCatalogue, loadPlays, loadRecords, scaleTitle, SENT } from './scale-audience.ts';
import { campaignOf, loadCampaign } from './scale-campaign.ts';

export interface BuildOptions {
  readonly folder: string;
  /** Titles to add, [from, to). */
  readonly from: number;
  readonly to: number;
  readonly people: number;
  /** Of each title. */
  readonly viewers: number;
  readonly nowMs: number;
  readonly memoryMb: number;
}

export interface BuildResult {
  /** Rows in the store: plays, promo, mentions and reviews. */
  readonly events: number;
  readonly loadSeconds: number;
  /** From the begin until all was rolled up, beside loading. */
  readonly rollUpSeconds: number;
  readonly deepSeconds: number;
  /** Campaigns, computed when all was loaded. */
  readonly buzzSeconds: number;
}

/** Adds titles to a store and rolls them up as the product does, loading beside it. In a process of its own. */
async function build({ folder, from, to, people, viewers, nowMs, memoryMb }: BuildOptions): Promise<BuildResult> {
  const store = Store.open({ path: join(folder, 'clickhouse'), memoryMb });
  await migrateStore(store);
  const startedMs = performance.now();
  const titles = Array.from({ length: to - from }, (_, at) => scaleTitle(from + at));
  await loadCatalogue(store, titles, nowMs);
  await loadRecords(
    store,
    titles.flatMap((title) => campaignOf(title, nowMs)),
    nowMs,
  );
  let loadedMs = 0;
  let loaded = 0;
  const loading = (async () => {
    for (const [at, title] of titles.entries()) {
      await loadPlays(store, { title, index: from + at, viewers, people, nowMs });
      await loadCampaign(store, { title, index: from + at, people, nowMs });
      loaded += 1;
    }
    loadedMs = performance.now();
  })();
  for (let rest = 0; rest === 0 || loadedMs === 0;) {
    const ended = loadedMs > 0;
    const run = await rollUp(store, { budget: 200_000 });
    if (run.pairs > 0)
      process.send?.({
        progress: `${loaded} of ${titles.length} titles loaded; ${run.pairs} viewers rolled up in ${(run.durationMs / 1000).toFixed(1)} s`,
      });
    else if (!run.more) await sleep(100);
    rest = ended && !run.more && run.loads === 0 ? 1 : 0;
  }
  await loading;
  const rolledMs = performance.now();
  let pieces = 0;
  await rollUpAllDeep(store, {
    pause: () => {
      pieces += 1;
      if (pieces % 50 === 0) process.send?.({ progress: `${pieces} slices of the deep metrics counted` });
      return Promise.resolve();
    },
  });
  const deepMs = performance.now();
  while ((await takeInTold(store)).loads > 0);
  while ((await rollUpBuzz(store)).length > 0);
  const buzzMs = performance.now();
  const { events } = await store.one<{ events: number }>({
    name: 'bench.events',
    lane: 'jobs',
    text: 'SELECT sum(total_rows) AS events FROM system.tables WHERE database = currentDatabase() AND name IN {sent:Array(String)}',
    params: { sent: [...SENT] },
  });
  await untilMerged(store);
  await store.close();
  return {
    events,
    loadSeconds: (loadedMs - startedMs) / 1000,
    rollUpSeconds: (rolledMs - startedMs) / 1000,
    deepSeconds: (deepMs - rolledMs) / 1000,
    buzzSeconds: (buzzMs - deepMs) / 1000,
  };
}

/** A store that is measured has had time to merge what was loaded in a minute instead of in weeks. */
async function untilMerged(store: Store): Promise<void> {
  const tables = await store.query<{ name: string }>({
    name: 'bench.tables',
    lane: 'jobs',
    text: "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name != 'raw_playback' AND name != 'touched'",
  });
  for (const { name } of tables)
    await store.command({ name: 'bench.merge', lane: 'jobs', text: `OPTIMIZE TABLE ${name} FINAL` });
  const idle = async () => {
    const { n } = await store.one<{ n: number }>({
      name: 'bench.merges',
      lane: 'jobs',
      text: 'SELECT count() AS n FROM system.merges',
    });
    return n === 0;
  };
  for (let quiet = 0; quiet < 3; quiet = (await idle()) ? quiet + 1 : 0) await sleep(500);
}

process.once('message', (options: BuildOptions) => {
  build(options).then(
    (result) => process.send?.({ result }, () => process.exit()),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
