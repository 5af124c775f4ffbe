import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Config } from './config.ts';
import { listAssets } from './sql/queries/assets.ts';
import { lastAudit } from './sql/queries/audit.ts';
import { backlog, backlogText, lackingSince } from './sql/queries/backlog.ts';
import type { AuditReport } from './sql/queries/read-model.ts';
import { listTitles } from './sql/queries/titles.ts';
import { readRunFile, type RunFile } from './sql/data-folder/run-file.ts';
import { createPool } from './sql/postgres/pool.ts';
import { ROLES, SetUpError, startOvation, type Role } from './start.ts';
import { auditSchema } from './web/server/api/health-answer.ts';
import type { CatalogueAsset } from './ingest/importers/promo/plan.ts';
import type { CatalogueTitle } from './ingest/importers/tables/find-title.ts';
import { throwIfGivenUp } from './workers/queues/given-up.ts';
import { openQueues, type Queues } from './workers/queues/queues.ts';

/** A stack that a command works with: the one that runs on the data folder, else one of the command's own. */
export interface Attached {
  readonly ingestUrl: string;
  readonly webUrl: string | null;
  /** Key of the run: may send records of any age, and read. */
  readonly token: string;
  readonly control: pg.Pool;
  readonly queues: Queues;
  /** Whether it ran before the command and goes on after it. */
  readonly wasRunning: boolean;
  /** The catalogue's titles. */
  titles(): Promise<CatalogueTitle[]>;
  /** The catalogue's trailers, clips and other assets. */
  assets(): Promise<CatalogueAsset[]>;
  /** What the last audit found; null before the first. */
  lastAudit(): Promise<AuditReport | null>;
  /** Resolves once all that was sent is loaded and rolled up. Tells what waits, in words with counts, while it takes long. */
  drain(onWaiting?: (waits: string) => void): Promise<void>;
  close(): Promise<void>;
}

/**
 * Work with the stack of a data folder; when none runs, start it for as long as the work takes, without its pages unless they
 * are asked for. The embedded stores belong to one process, so a command can't just open them beside a running one.
 */
export async function withStack<T>(
  options: { config: Config; log: Logger; signal: AbortSignal; pages?: boolean },
  work: (stack: Attached) => Promise<T>,
): Promise<T> {
  const run = readRunFile(options.config.dataDir);
  const stack = run ? await attachTo(run, options) : await ownStack(options);
  try {
    return await work(stack);
  } catch (error) {
    // What failed then is the connection, in words of its own.
    if (run && !options.signal.aborted && readRunFile(options.config.dataDir)?.pid !== run.pid)
      throw new SetUpError('The running Ovation was stopped meanwhile: start it, and run this again.');
    throw error;
  } finally {
    await stack.close();
  }
}

async function ownStack({
  config,
  log,
  signal,
  pages = false,
}: {
  config: Config;
  log: Logger;
  signal: AbortSignal;
  pages?: boolean;
}): Promise<Attached> {
  const roles: readonly Role[] = pages ? ROLES : ['ingest', 'workers'];
  // Any free ports: nobody else needs to find them, and the usual ones may be taken.
  const free = { ...config, webPort: 0, ingestPort: 0 };
  const started = await startOvation({ config: free, roles, alone: true, log, signal });
  return {
    ingestUrl: urlOf(config, started.ingestPort),
    webUrl: started.webPort === null ? null : urlOf(config, started.webPort),
    token: started.token,
    control: started.control,
    queues: started.queues,
    wasRunning: false,
    titles: () => listTitles(started.store, { limit: Infinity }),
    assets: () => listAssets(started.store),
    lastAudit: () => lastAudit(started.store),
    drain: async (onWaiting) => {
      const telling = setInterval(() => {
        backlog(started.store).then(
          (parts) => onWaiting?.(backlogText(parts.filter(({ oldestWaitingMs }) => oldestWaitingMs !== null))),
          () => undefined,
        );
      }, TELL_MS);
      await started.drain().finally(() => clearInterval(telling));
    },
    close: () => started.stop(),
  };
}

async function attachTo(run: RunFile, { config, log }: { config: Config; log: Logger }): Promise<Attached> {
  const url = run.databaseUrl ?? config.databaseUrl;
  if (url === undefined)
    throw new SetUpError('The running Ovation uses another PostgreSQL: set the same DATABASE_URL here.');
  if (run.ingestPort === null) throw new SetUpError('The Ovation that runs on this data folder takes no events.');
  const control = createPool({ url, log });
  const queues = await openQueues({ postgresUrl: url, redisUrl: config.redisUrl, log, alone: false });
  const webUrl = run.webPort === null ? null : urlOf(config, run.webPort);
  return {
    ingestUrl: urlOf(config, run.ingestPort),
    webUrl,
    token: run.token,
    control,
    queues,
    wasRunning: true,
    titles: () => everyPage(webUrl, run.token, 'titles', TitlesPage),
    assets: () => everyPage(webUrl, run.token, 'assets', AssetsPage),
    lastAudit: () => auditFromOutside(webUrl, run.token),
    drain: (onWaiting) => drainFromOutside(webUrl, run.token, queues, onWaiting),
    close: async () => {
      await queues.close();
      await control.end();
    },
  };
}

const instantMs = z
  .string()
  .nullable()
  .transform((instant) => (instant === null ? null : Date.parse(instant)));
const Backlog = z.object({
  collector: z.object({ value: z.object({ spool_oldest_at: instantMs, spool_rows: z.number() }).nullable() }),
  rollup: z.array(
    z
      .object({ name: z.string(), oldest_waiting_at: instantMs, behind_rows: z.number(), behind_segments: z.number() })
      .transform(
        ({ name, oldest_waiting_at: oldestWaitingMs, behind_rows: behindRows, behind_segments: behindSegments }) => ({
          ...{ name, oldestWaitingMs, behindRows, behindSegments },
        }),
      ),
  ),
});

/** The collector tells its backlog once a second: an older word may be from before the last record. */
const STALE_MS = 1_200;
/** Between questions; each reads a page's worth from the store. */
const ASK_MS = 400;
/** How often somebody who waits is told what for. */
const TELL_MS = 5_000;

/**
 * Wait until all that had been sent before the call is loaded and counted, by the times of what still waits: with events
 * coming all the while, nothing ever waits no more.
 */
async function drainFromOutside(
  webUrl: string | null,
  token: string,
  queues: Queues,
  onWaiting?: (waits: string) => void,
): Promise<void> {
  if (webUrl === null) return;
  const sentMs = Date.now();
  let lacking: ReturnType<typeof lackingSince> | null = null;
  let toldMs = sentMs;
  await sleep(STALE_MS);
  for (;;) {
    const answer = await fetch(`${webUrl}/api/v1/health`, { headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new SetUpError(`The running Ovation does not tell its backlog (status ${answer.status}).`);
    const { collector, rollup } = Backlog.parse(await answer.json());
    const spooled = collector.value;
    if ((spooled?.spool_oldest_at ?? Infinity) > sentMs) lacking ??= lackingSince(Date.now());
    const waiting = lacking ? lacking(rollup) : rollup.filter(({ oldestWaitingMs }) => oldestWaitingMs !== null);
    if (lacking) {
      if (waiting.length === 0) return;
      await throwIfGivenUp(queues, sentMs);
    }
    if (Date.now() - toldMs >= TELL_MS) {
      toldMs = Date.now();
      onWaiting?.(backlogText(waiting, lacking ? 0 : spooled?.spool_rows));
    }
    await sleep(ASK_MS);
  }
}

const TitlesPage = z.object({
  titles: z.array(z.object({ id: z.string(), name: z.string(), show: z.string(), season: z.number().nullable() })),
});
const AssetsPage = z.object({ assets: z.array(z.object({ id: z.string(), name: z.string(), channel: z.string() })) });
/** The most the API gives at once. */
const PAGE = 1_000;

/** All titles (or assets) that the API of a running stack lists. */
async function everyPage<What extends 'titles' | 'assets', Item>(
  webUrl: string | null,
  token: string,
  what: What,
  schema: z.ZodType<Record<What, Item[]>>,
): Promise<Item[]> {
  if (webUrl === null) throw new SetUpError('The running Ovation has no pages here: ask where they are.');
  const items: Item[] = [];
  for (;;) {
    const url = `${webUrl}/api/v1/${what}?limit=${PAGE}&offset=${items.length}`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new SetUpError(`The running Ovation does not tell its ${what} (status ${answer.status}).`);
    const page = schema.parse(await answer.json())[what];
    items.push(...page);
    if (page.length < PAGE) return items;
  }
}

const Audited = z.object({ audit: auditSchema.nullable() });

async function auditFromOutside(webUrl: string | null, token: string): Promise<AuditReport | null> {
  if (webUrl === null) throw new SetUpError('The running Ovation has no pages here: ask where they are.');
  const answer = await fetch(`${webUrl}/api/v1/health`, { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new SetUpError(`The running Ovation does not tell its audit (status ${answer.status}).`);
  const { audit } = Audited.parse(await answer.json());
  return (
    audit && {
      ...audit,
      ranAtMs: Date.parse(audit.ran_at),
      differences: audit.differences.map(({ title_id: titleId, ...one }) => ({ titleId, ...one })),
    }
  );
}

function urlOf(config: Config, port: number | null): string {
  return `http://${config.host}:${port}`;
}
