import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildReportFiles } from '../../report-command.ts';
import { readConfig } from '../../config.ts';
import { createLog } from '../../log.ts';
import { numbersFrom } from './support/arguments.ts';
import { untilIdle } from './support/idle.ts';
import { inProcess } from './support/in-process.ts';
import { PageVisits } from './support/page-visits.ts';
import { memoryMb } from './support/processes.ts';
import { bench, say } from './support/say.ts';
import { EVENTS_A_VIEWER, scaleTitle } from './support/scale-audience.ts';
import type { BuildOptions, BuildResult } from './support/scale-build.ts';
import { startStack, type Stack } from './support/stack.ts';

/**
 * Weekly reports of a slate with a history of weeks: how long one takes, what it holds beyond an idle Ovation, and what pages
 * take meanwhile. Each week is another report, so that nothing is known from the one before.
 */
const WEEK_MS = 7 * 86_400_000;
const IDLE_MS = 20_000;
/** Of each title's events those that are told of its campaign and by its reviewers; the rest are plays. */
const TOLD_A_TITLE = 24_600;
const SAMPLE_MS = 50;

await bench(async () => {
  const { titles, events, weeks, keep } = numbersFrom({ titles: 200, events: 10_000_000, weeks: 4, keep: 0 });
  const folder = mkdtempSync(join(tmpdir(), 'ovation-report-'));
  const nowMs = Date.now();
  const built = await inProcess<BuildOptions, BuildResult>('scale-build', {
    ...{ folder, from: 0, to: titles, people: 1_000_003, nowMs, memoryMb: 3_000 },
    viewers: Math.max(100, Math.round((events / titles - TOLD_A_TITLE) / EVENTS_A_VIEWER)),
  });
  say(`${built.events} events in ${titles} titles after ${built.rollUpSeconds.toFixed(0)} s`);
  const stack = await startStack({}, folder);
  try {
    await untilIdle(stack);
    const visits = new PageVisits(
      stack,
      Array.from({ length: 8 }, (_, at) => scaleTitle(Math.floor((at * titles) / 8))),
    );
    await visits.during(sleep(IDLE_MS / 4));
    const idle = await visits.during(sleep(IDLE_MS));
    const idleMb = totalMb(stack);
    let mostMb = idleMb;
    const sampling = setInterval(() => (mostMb = Math.max(mostMb, totalMb(stack))), SAMPLE_MS);
    const took: number[] = [];
    const busy = await visits.during(
      (async () => {
        for (let week = weeks; week >= 1; week -= 1) took.push(await buildOne(folder, mondayBefore(nowMs, week)));
      })(),
    );
    clearInterval(sampling);
    const [calm, building] = [idle.quantile(0.95) ?? NaN, busy.quantile(0.95) ?? NaN];
    say(`pages: p95 ${calm.toFixed(1)} ms idle, ${building.toFixed(1)} ms while building (${busy.count} of them)`);
    say(`reports took ${took.map((seconds) => seconds.toFixed(1)).join(', ')} s; ${idleMb.toFixed(0)} MB before them`);
    return {
      ...{ titles, events: built.events, build_s: Math.max(...took) },
      ...{ extra_rss_mb: mostMb - idleMb, page_p95_ratio: building / calm },
    };
  } finally {
    await stack.stop();
    if (keep === 0) rmSync(folder, { recursive: true, force: true });
  }
});

/** Seconds that the command takes, as a person would wait for it. */
async function buildOne(folder: string, week: string): Promise<number> {
  const config = readConfig({ OVATION_DATA: folder, LOG_LEVEL: 'warn' });
  const startedMs = performance.now();
  const code = await buildReportFiles({
    ...{ config, log: createLog(config.logLevel), signal: new AbortController().signal, say },
    ...{ week, scope: 'slate', zone: 'UTC', out: join(folder, 'reports'), formats: ['json'] },
  });
  if (code !== 0) throw new Error(`The report of ${week} was not written.`);
  return (performance.now() - startedMs) / 1000;
}

const mondayBefore = (nowMs: number, weeks: number): string => {
  const thisMs = nowMs - ((new Date(nowMs).getUTCDay() + 6) % 7) * 86_400_000;
  return new Date(thisMs - weeks * WEEK_MS).toISOString().slice(0, 10);
};

/** All of its processes together. */
const totalMb = (stack: Stack): number => Object.values(memoryMb(stack.processes())).reduce((sum, mb) => sum + mb, 0);
