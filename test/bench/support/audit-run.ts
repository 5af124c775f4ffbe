import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { audit } from '../../../sql/audit/run.ts';
import { migrateStore } from '../../../sql/clickhouse/migrate.ts';
import { Store } from '../../../sql/clickhouse/store.ts';
import { rollUpAudience } from '../../../sql/rollup/audience/run.ts';
import { takeInTold } from '../../../sql/rollup/buzz/take-in.ts';
import { rollUpBuzz } from '../../../sql/rollup/buzz/run.ts';
import { rollUpAllDeep } from '../../../sql/rollup/deep.ts';
import { buildHero, watchMemory, watchStatements } from './hero.ts';
import { Latencies } from './latencies.ts';
import { HERO, loadRecords } from './scale-audience.ts';
import { campaignOf, loadCampaign } from './scale-campaign.ts';

export interface AuditRunOptions {
  readonly folder: string;
  readonly nowMs: number;
  readonly memoryMb: number;
  readonly viewers: number;
}

export interface AuditRunResult {
  readonly seconds: number;
  readonly statements: { name: string; seconds: number }[];
  /** The most memory one of its statements held. */
  readonly peakMb: number;
  readonly compared: number;
  readonly skipped: number;
  readonly differing: number;
  /** What a page's statement takes beside it, and before. */
  readonly pageMs: { before: number[]; beside: number[] };
}

const PAGE_EVERY_MS = 100;
const QUIET_MS = 10_000;

/** Builds one title of so many viewers with its deep figures, audience and campaign, and audits it. */
async function run({ folder, nowMs, memoryMb, viewers }: AuditRunOptions): Promise<AuditRunResult> {
  const store = Store.open({ path: join(folder, 'clickhouse'), memoryMb });
  await migrateStore(store);
  await buildHero(store, nowMs, viewers);
  await loadRecords(store, campaignOf(HERO, nowMs), nowMs);
  await loadCampaign(store, { title: HERO, index: 1, people: 1_000_003, nowMs });
  await rollUpAllDeep(store);
  while ((await takeInTold(store)).loads > 0);
  while ((await rollUpBuzz(store)).length > 0);
  process.send?.({ progress: 'deep figures and campaign are counted' });
  await rollUpAudience(store);
  process.send?.({ progress: 'the audience is counted; the audit begins' });

  const before = await pagesDuring(store, sleep(QUIET_MS));
  const stop = new AbortController();
  const memory = watchMemory(store, stop.signal);
  const longest = watchStatements(store, 'audit.');
  const auditing = audit(store, { nowMs, titles: 1 });
  const beside = await pagesDuring(store, auditing);
  const { durationMs, compared, skipped, differences } = await auditing;
  for (const one of differences) process.send?.({ progress: JSON.stringify(one) });
  stop.abort();
  const peakMb = await memory;
  await store.close();
  return {
    ...{ seconds: durationMs / 1000, peakMb, compared, skipped, differing: differences.length },
    statements: [...longest]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 8)
      .map(([name, ms]) => ({ name, seconds: ms / 1000 })),
    pageMs: { before, beside },
  };
}

/** p50, p95 and the longest of a statement as a page asks it, while something goes on. */
async function pagesDuring(store: Store, work: Promise<unknown>): Promise<number[]> {
  const latencies = new Latencies();
  let over = false;
  void work.finally(() => (over = true)).catch(() => undefined);
  while (!over) {
    const startedMs = performance.now();
    await store.query({
      name: 'bench.page',
      text: 'SELECT hour, sum(hours_ms) AS ms, sum(viewers) AS viewers FROM served_title_hour FINAL WHERE title = {title:String} GROUP BY hour ORDER BY hour',
      params: { title: HERO },
    });
    latencies.add(performance.now() - startedMs);
    await sleep(PAGE_EVERY_MS);
  }
  return [0.5, 0.95, 1].map((share) => latencies.quantile(share) ?? 0);
}

process.once('message', (options: AuditRunOptions) => {
  run(options).then(
    (result) => process.send?.({ result }, () => process.exit()),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
