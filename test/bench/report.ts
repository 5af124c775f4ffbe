import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withStack, type Attached } from '../../attach.ts';
import { readConfig } from '../../config.ts';
import { createLog } from '../../log.ts';
import { MADE_FORMATS } from '../../sql/postgres/report-renderings.ts';
import { newestReport, reportFiles } from '../../sql/postgres/reports.ts';
import { mondayMs, WEEK_MS } from '../../sql/queries/time.ts';
import { numbersFrom } from './support/arguments.ts';
import { untilIdle } from './support/idle.ts';
import { inProcess } from './support/in-process.ts';
import { PageVisits } from './support/page-visits.ts';
import type { Held, WatchOptions } from './support/memory-watch.ts';
import { memoryText, totalOf } from './support/processes.ts';
import { bench, say } from './support/say.ts';
import { EVENTS_A_VIEWER, scaleTitle } from './support/scale-audience.ts';
import type { BuildOptions, BuildResult } from './support/scale-build.ts';
import { startStack } from './support/stack.ts';

/**
 * Weekly reports of a slate with a history of weeks: how long one takes until it is sealed and all of its files are there, what
 * Ovation holds beyond an idle one (the Chromium that prints among it), and what pages take meanwhile. Each week is another
 * report, so that nothing is known from the one before.
 */
const IDLE_MS = 20_000;
/** Of each title's events those that are told of its campaign and by its reviewers; the rest are plays. */
const TOLD_A_TITLE = 24_600;
/** A report that takes longer never comes. */
const PATIENCE_MS = 400_000;

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
    // Watched in both cases: whoever looks takes some of the machine.
    const watched = (work: Promise<unknown>) =>
      Promise.all([visits.during(work), inProcess<WatchOptions, Held>('memory-watch', { mainPid: stack.pid }, work)]);
    const [idle, { last: idleMb }] = await watched(sleep(IDLE_MS));
    const config = readConfig({ OVATION_DATA: folder, LOG_LEVEL: 'warn' });
    const attached = { config, log: createLog(config.logLevel), signal: new AbortController().signal };
    const took: Took[] = [];
    const [busy, { most: mostMb }] = await watched(
      withStack(attached, async (running) => {
        for (let week = weeks; week >= 1; week -= 1) took.push(await buildOne(running, mondayBefore(nowMs, week)));
      }),
    );
    const [calm, building] = [idle.quantile(0.95) ?? NaN, busy.quantile(0.95) ?? NaN];
    say(`pages: p95 ${calm.toFixed(1)} ms idle, ${building.toFixed(1)} ms while building (${busy.count} of them)`);
    for (const { sealed, files } of took)
      say(`a report was sealed after ${sealed.toFixed(1)} s, its files were there after ${files.toFixed(1)} s`);
    visits.sayPages();
    say(`${memoryText(idleMb)} before, ${memoryText(mostMb)} at most`);
    return {
      ...{ titles, events: built.events, build_s: Math.max(...took.map(({ files }) => files)) },
      ...{ extra_rss_mb: totalOf(mostMb) - totalOf(idleMb), page_p95_ratio: building / calm },
    };
  } finally {
    await stack.stop();
    if (keep === 0) rmSync(folder, { recursive: true, force: true });
  }
});

/** Seconds since a report was asked for. */
interface Took {
  sealed: number;
  files: number;
}

async function buildOne({ queues, control }: Attached, week: string): Promise<Took> {
  const request = { scope: 'slate', week, zone: 'UTC' };
  const startedMs = performance.now();
  const seconds = () => (performance.now() - startedMs) / 1000;
  await queues.enqueue('report.build', request);
  for (let sealed: number | null = null; seconds() * 1000 < PATIENCE_MS; await sleep(50)) {
    const report = await newestReport(control, request);
    if (!report) continue;
    sealed ??= seconds();
    const files = await reportFiles(control, report.id);
    const failed = files.find(({ error }) => error !== null);
    if (failed) throw new Error(`The ${failed.format} of ${week} could not be made: ${failed.error}`);
    if (files.length === MADE_FORMATS.length) return { sealed, files: seconds() };
  }
  throw new Error(`The report of ${week} was not made in ${PATIENCE_MS / 1000} s.`);
}

/** The Monday that a week so many before this one began with, `YYYY-MM-DD`. */
function mondayBefore(nowMs: number, weeks: number): string {
  return new Date(mondayMs(nowMs) - weeks * WEEK_MS).toISOString().slice(0, 10);
}
