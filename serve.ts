import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { DEMO_SEED, runDemo, type DemoProgress } from './ingest/simulator/demo.ts';
import { readDemoFile, writeDemoFile, type DemoFile } from './sql/data-folder/demo-file.ts';
import { startOvation, type Ovation, type Role } from './start.ts';

export interface ServeOptions {
  readonly config: Config;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly abort: (reason: Error) => void;
  readonly say: (line: string) => void;
  readonly roles?: readonly Role[];
  readonly development?: boolean;
  readonly now?: () => number;
}

/** Start and keep running until the signal. Rejects when the start fails or something breaks that can't be mended. */
export function serve(options: ServeOptions): Promise<void> {
  return whileRunning(
    options,
    () => new Promise((resolve) => options.signal.addEventListener('abort', () => resolve())),
  );
}

/** Like {@link serve}, with a simulated audience. Started again, it goes on where it was. */
export function demo(
  options: ServeOptions & { scale: number; live: boolean; eventsPerSecond?: number },
): Promise<void> {
  const { config, signal, say } = options;
  return whileRunning(options, async (ovation) => {
    const kept = readDemoFile(config.dataDir);
    const file: DemoFile = kept ?? { anchorMs: Date.now(), seed: DEMO_SEED, scale: options.scale, acceptedUntilMs: 0 };
    if (kept && kept.scale !== options.scale)
      say(`  (the audience of this folder was made with --scale ${kept.scale})`);
    let acceptedUntilMs = file.acceptedUntilMs;
    const keep = () => writeDemoFile(config.dataDir, { ...file, acceptedUntilMs });
    keep();
    const show = progressLines(say);
    const timer = setInterval(keep, 2_000);
    try {
      await runDemo({
        ingestUrl: `http://127.0.0.1:${ovation.ingestPort}`,
        token: ovation.token,
        signal,
        anchorMs: file.anchorMs,
        seed: file.seed,
        scale: file.scale,
        live: options.live,
        ...(kept && kept.acceptedUntilMs > 0 && { resumeFromMs: kept.acceptedUntilMs }),
        ...(options.eventsPerSecond && { eventsPerSecond: options.eventsPerSecond }),
        onProgress: (progress) => {
          acceptedUntilMs = progress.acceptedUntilMs;
          show(progress);
        },
      });
      if (!options.live && !signal.aborted) say('The history is told. Ovation keeps running; Ctrl-C stops it.');
      while (!signal.aborted) await sleep(60_000, undefined, { signal }).catch(() => undefined);
    } finally {
      clearInterval(timer);
      keep();
    }
  });
}

async function whileRunning(options: ServeOptions, work: (ovation: Ovation) => Promise<void>): Promise<void> {
  const { log, signal, abort, say } = options;
  let fatal: Error | null = null;
  const onFatal = (error: unknown) => {
    log.fatal({ err: error }, 'stopping because of an error nobody expected');
    fatal ??= error instanceof Error ? error : new Error(String(error));
    abort(fatal);
  };
  process.on('uncaughtException', onFatal);
  process.on('unhandledRejection', onFatal);
  const startedMs = Date.now();
  let ovation: Ovation;
  try {
    ovation = await startOvation(options);
  } catch (error) {
    if (signal.aborted && !fatal) return;
    throw fatal ?? error;
  }
  say(`Ovation is running (started in ${((Date.now() - startedMs) / 1000).toFixed(1)} s).`);
  if (ovation.webPort !== null) say(`  Pages   ${options.config.publicUrl ?? `http://localhost:${ovation.webPort}`}`);
  if (ovation.ingestPort !== null) say(`  Events  http://localhost:${ovation.ingestPort}/v1/events`);
  try {
    await work(ovation);
  } finally {
    await ovation.stop();
  }
  if (fatal) throw fatal;
}

/** A line when a phase begins or ends and every few seconds between: it reads well in a terminal and in a log. */
function progressLines(say: (line: string) => void): (progress: DemoProgress) => void {
  let phase: DemoProgress['phase'] | null = null;
  let saidMs = 0;
  const count = (value: number) => Math.round(value).toLocaleString('en-US');
  return ({ phase: now, sent, total, perSecond, rejected, reasons }) => {
    if (now !== phase) {
      if (now === 'history') say('  Telling eight weeks of history …');
      if (now === 'live') say(`  ${count(sent)} records of history sent. Live from now on; Ctrl-C stops it.`);
      if (rejected > 0) say(`  ${count(rejected)} were rejected: ${reasons.join('; ')}`);
      phase = now;
      saidMs = Date.now();
    } else if (now === 'history' && Date.now() - saidMs >= 2_000) {
      saidMs = Date.now();
      const share = total === null || total === 0 ? '' : `${Math.min(99, Math.floor((sent / total) * 100))} %, `;
      say(`    ${share}${count(sent)} records, ${count(perSecond)} a second`);
    }
  };
}
