import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Logger } from 'pino';
import { withStack, type Attached } from './attach.ts';
import type { Config } from './config.ts';
import { DeadLetterCounter, listDeadLetters } from './ingest/dead-letters/list.ts';
import { replayDeadLetters, REPLAY_HEADER, type ReplayAnswer } from './ingest/dead-letters/replay.ts';
import { progressDisplay, titleProgress } from './ingest/importers/progress.ts';
import { type ImportRequest, runImport } from './ingest/importers/run.ts';
import { agrees, terminalAsk } from './ingest/importers/tables/consent.ts';
import { exitCodeOf, formatSummary } from './ingest/importers/summary.ts';
import type { TableFlags, TableImport } from './ingest/importers/table-imports.ts';
import { deadLettersFolder } from './ingest/ingest.ts';
import { createKey, listKeys, revokeKey } from './ingest/keys/keys.ts';
import { lockFolder } from './sql/data-folder/lock.ts';
import { readRunFile } from './sql/data-folder/run-file.ts';
import { startEmbeddedPostgres } from './sql/postgres/embedded.ts';
import { migratePostgres } from './sql/postgres/migrate.ts';
import { createPool } from './sql/postgres/pool.ts';
import { clickhouseFolder, makeDataFolder, SetUpError } from './start.ts';
import type { CatalogueTitle } from './ingest/importers/tables/find-title.ts';
import type { JobName, JobPayload } from './workers/queues/jobs.ts';
import { SHIPPED_FOLDER, sentimentFolder } from './workers/sentiment/models.ts';

/** What a command works with. */
export interface CommandContext {
  readonly config: Config;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** A remark beside what a command answers, which stays alone on standard output. */
export const note = (line: string) => void process.stderr.write(`${line}\n`);

/** Who the audit says it was, for what is done from a terminal of this machine. */
const ACTOR = 'command line';

/** Returns the exit code: 0 when every row is accounted for and accepted. */
export async function importFiles(
  options: CommandContext & { kind: string; files: readonly string[]; account?: string; dryRun: boolean },
): Promise<number> {
  const { kind, files, account, dryRun, signal, say } = options;
  const request = { kind, files, dryRun, signal, ...(account !== undefined && { account }) };
  if (dryRun) {
    const summary = await runImport({ ...request, ingestUrl: '', token: '' });
    say(formatSummary(summary));
    return exitCodeOf(summary);
  }
  return withStack(options, (stack) => importInto(stack, request, say));
}

/**
 * Files with columns of any name: shows how it read them, and takes them when that is agreed to.
 * Returns the exit code: 0 when every row is accounted for and accepted, 1 also when nobody agreed.
 */
export async function importTable(
  options: CommandContext & {
    table: TableImport;
    files: readonly string[];
    flags: TableFlags;
    dryRun: boolean;
    yes: boolean;
  },
): Promise<number> {
  const { table, files, dryRun, yes, signal, say } = options;
  const plan = table.open(options.flags);
  // The catalogue is needed even for a dry run: it has the titles and assets that the rows are of.
  return withStack(options, async (stack) => {
    const { preview, importer, rows } = await plan(files, stack, Date.now());
    say(preview);
    const request = { kind: table.kind, importer, files, dryRun, signal };
    if (dryRun) {
      const summary = await runImport({ ...request, ingestUrl: '', token: '' });
      say(formatSummary(summary));
      return exitCodeOf(summary);
    }
    if (!yes && !(await agrees(terminalAsk(process.stdin, process.stdout, signal), rows, table.flags, note))) return 1;
    return importInto(stack, request, say);
  });
}

async function importInto(
  stack: Attached,
  request: Omit<ImportRequest, 'ingestUrl' | 'token' | 'onProgress'>,
  say: (line: string) => void,
): Promise<number> {
  const display = progressDisplay(process.stderr);
  const onProgress = display.show.bind(display);
  const { ingestUrl, token } = stack;
  const summary = await runImport({ ...request, ingestUrl, token, onProgress }).finally(() => display.stop());
  await stack.drain((waits) => note(`Waiting for ${waits} …`));
  say(formatSummary(summary));
  return exitCodeOf(summary);
}

export async function makeKey(options: CommandContext & { name: string; scopes: readonly string[] }): Promise<void> {
  const { token, key } = await withControl(options, (pool) => createKey(pool, { ...options, actor: ACTOR }));
  options.say(token);
  note(`Key ${key.id} (${key.scopes.join(', ')}). Keep it now: it is not shown again.`);
}

export async function showKeys(options: CommandContext): Promise<void> {
  const keys = await withControl(options, listKeys);
  if (keys.length === 0) options.say('There are no keys yet. Make one: npm run ovation -- key create --scope ingest');
  const day = (date: Date | null) => date?.toISOString().slice(0, 16).replace('T', ' ') ?? '-';
  for (const key of keys) {
    const state = key.revokedAt ? `revoked ${day(key.revokedAt)}` : `last used ${day(key.lastUsedAt)}`;
    options.say(
      `${key.id}  ${key.scopes.join(',').padEnd(18)}  made ${day(key.createdAt)}  ${state.padEnd(26)}  ${key.name}`,
    );
  }
}

export async function endKey(options: CommandContext & { id: string }): Promise<void> {
  const key = await withControl(options, (pool) => revokeKey(pool, { id: options.id, actor: ACTOR }));
  options.say(`Revoked ${key.id} (${key.name}).`);
}

/** Interrupted, it goes on in the stack that runs, or else when it is asked for again. */
export async function recompute(
  options: CommandContext & { titles: readonly string[] | null; anew: boolean },
): Promise<void> {
  const { config, titles, anew, signal, say } = options;
  requireData(config);
  await withStack(options, async (stack) => {
    if (titles) requireTitles(titles, await stack.titles());
    const display = titleProgress(process.stderr);
    try {
      const job = { titles: titles ? [...titles] : null, anew };
      await untilDone(stack, signal, 'rollup.recompute', job, (done, total) => display.show(done, total));
    } catch (error) {
      if (signal.aborted)
        note(stack.wasRunning ? 'It goes on in the running Ovation.' : 'Run it again: it goes on where it was.');
      throw error;
    } finally {
      display.stop();
    }
    say(titles ? `Recomputed ${titles.join(', ')}.` : 'Recomputed every title.');
  });
}

/** What works on what is kept has nothing to make: a mistyped folder is not filled. @throws SetUpError */
export function requireData({ clickhouseUrl, dataDir }: Config): void {
  if (clickhouseUrl !== undefined || existsSync(clickhouseFolder(dataDir))) return;
  throw new SetUpError(`There is no data of Ovation in ${dataDir}: set OVATION_DATA to the folder that has it.`);
}

function requireTitles(ids: readonly string[], catalogue: readonly CatalogueTitle[]): void {
  const known = new Set(catalogue.map(({ id }) => id));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length === 0) return;
  throw new Error(
    `The catalogue does not know ${unknown.join(', ')}: nothing was recomputed. /api/v1/titles lists the ids; a series has one for each season.`,
  );
}

/** Returns the exit code: 0 when every number held. */
export async function auditNow(options: CommandContext): Promise<number> {
  requireData(options.config);
  return withStack(options, async (stack) => {
    const before = await stack.lastAudit();
    await untilDone(stack, options.signal, 'audit.nightly', {}, () => undefined);
    const found = await stack.lastAudit();
    if (found === null || found.ranAtMs === before?.ranAtMs) throw new Error('The audit left no result; see the log.');
    for (const { titleId, metric, scope, served, recomputed } of found.differences)
      options.say(`${titleId}  ${metric} (${scope}): served ${served}, from raw records ${recomputed}`);
    options.say(
      `${found.compared} numbers of ${found.titles} titles compared in ${found.seconds.toFixed(1)} s: ` +
        (found.differing === 0 ? 'all hold.' : `${found.differing} differ.`),
    );
    return found.differing === 0 ? 0 : 1;
  });
}

/** Asks for a job and waits for its end, telling how far it is or why it waits. @throws what it failed with, or the signal's reason */
export async function untilDone<N extends JobName>(
  stack: Attached,
  signal: AbortSignal,
  name: N,
  payload: JobPayload<N>,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const askedMs = Date.now();
  await stack.queues.enqueue(name, payload);
  for (let told: string | null = null; ; await sleep(200)) {
    signal.throwIfAborted();
    // Of this one alone: others of its kind may wait for hours.
    const job = await stack.queues.find(name, payload, askedMs);
    if (job === null) return;
    if (job.state === 'failed') throw new Error(`It failed: ${job.message}`);
    if (job.waits !== null && job.waits !== told) note(job.waits);
    told = job.waits;
    const running = (await stack.queues.states()).find((state) => state.name === name)?.progress;
    if (running) onProgress(running.done, running.total);
  }
}

/** Letters are asked for by a reason that some wait with: a mistyped one would look like none. */
async function requireReason(config: Config, reason: string | undefined): Promise<void> {
  requireData(config);
  if (reason === undefined) return;
  const { byReason } = await new DeadLetterCounter(deadLettersFolder(config.dataDir)).count();
  if (Object.hasOwn(byReason, reason)) return;
  const waiting = Object.entries(byReason).map(([code, letters]) => `${code} (${letters})`);
  throw new Error(
    `No dead letter waits with the reason ${reason}. ${waiting.length === 0 ? 'There are none.' : `There are: ${waiting.join(', ')}.`}`,
  );
}

export async function showDeadLetters(options: CommandContext & { reason?: string; limit: number }): Promise<void> {
  const { config, limit, reason } = options;
  await requireReason(config, reason);
  const letters = await listDeadLetters(deadLettersFolder(config.dataDir), {
    limit,
    ...(reason !== undefined && { reason }),
  });
  for (const letter of letters) options.say(JSON.stringify(letter));
  if (letters.length === 0) note('There are no dead letters.');
}

export async function replay(options: CommandContext & { reason?: string }): Promise<void> {
  const { config, reason, signal, say } = options;
  await requireReason(config, reason);
  await withStack(options, async (stack) => {
    const send = async (ndjson: string): Promise<ReplayAnswer> => {
      const answer = await fetch(`${stack.ingestUrl}/v1/events`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${stack.token}`,
          'content-type': 'application/x-ndjson',
          [REPLAY_HEADER]: '1',
        },
        body: ndjson,
        signal,
      });
      if (!answer.ok)
        throw new Error(`The collector refused a replay (status ${answer.status}): ${await answer.text()}`);
      return (await answer.json()) as ReplayAnswer;
    };
    const summary = await replayDeadLetters(
      deadLettersFolder(config.dataDir),
      send,
      reason === undefined ? {} : { reason },
    );
    await stack.drain();
    say(`Sent ${summary.sent} again: ${summary.accepted} accepted, ${summary.left} can't be sent.`);
    for (const [code, count] of Object.entries(summary.refusedAgain)) say(`  ${count} refused again: ${code}`);
  });
}

/** Learns from texts with known sentiment; a start prefers what it finds in OVATION_DATA/sentiment. */
export async function trainSentiment(
  options: CommandContext & { data: string; out: string | undefined; shipping: boolean },
): Promise<void> {
  const { train } = await import('./workers/sentiment/training/train.ts');
  const out = options.out ?? (options.shipping ? SHIPPED_FOLDER : sentimentFolder(options.config.dataDir));
  await train({ ...options, out, onProgress: tellFits });
}

/** A table for people; the last line is one JSON object. */
export async function evaluateSentiment(options: CommandContext & { data: string }): Promise<void> {
  const { evaluate, tableOf } = await import('./workers/sentiment/training/evaluate.ts');
  const sets = await evaluate({ ...options, onProgress: tellFits });
  options.say(tableOf(sets));
  options.say(JSON.stringify({ sets }));
}

const tellFits = (language: string, done: number, total: number): void => note(`${language}: ${done} of ${total} fits`);

/** Run `test/bench/NAME.ts`; returns its exit code. */
export async function bench(options: {
  say: (line: string) => void;
  name: string | undefined;
  args: readonly string[];
}): Promise<number> {
  const folder = join(import.meta.dirname, 'test', 'bench');
  const names = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
        .map((file) => file.slice(0, -3))
        .sort()
    : [];
  if (options.name === undefined || !names.includes(options.name)) {
    options.say(`There are these benches: ${names.join(', ') || 'none yet'}.`);
    return options.name === undefined ? 0 : 1;
  }
  const child = spawn(process.execPath, [join(folder, `${options.name}.ts`), ...options.args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Keys need the control database only: the running one, the configured one, or ours for the moment. */
async function withControl<T>({ config, log }: CommandContext, work: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const url = config.databaseUrl ?? readRunFile(config.dataDir)?.databaseUrl;
  if (url !== undefined && url !== null) return withPool(url, log, work);
  makeDataFolder(config.dataDir);
  const release = lockFolder(config.dataDir);
  try {
    const server = await startEmbeddedPostgres({ dir: join(config.dataDir, 'postgres'), log });
    try {
      return await withPool(server.url, log, work);
    } finally {
      await server.stop();
    }
  } finally {
    release();
  }
}

async function withPool<T>(url: string, log: Logger, work: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const pool = createPool({ url, log });
  try {
    await migratePostgres(pool, log);
    return await work(pool);
  } finally {
    await pool.end();
  }
}
