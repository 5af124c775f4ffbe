import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Store } from '../sql/clickhouse/store.ts';
import { superviseCollector, type CollectorSupervisor } from './collector/supervise.ts';
import { LetterKeeper } from './dead-letters/keep.ts';
import { letterOfRow } from './dead-letters/letter.ts';
import { sendBatch } from './importers/send.ts';
import type { WireRecord } from './importers/types.ts';
import { viewerKey } from './keys/viewer-key.ts';
import { startLoader, type Loader, type LoaderOptions } from './loader/loader.ts';

/** Folders of the ingest part inside the data folder. */
export const spoolFolder = (dataDir: string): string => join(dataDir, 'spool');
export const deadLettersFolder = (dataDir: string): string => join(dataDir, 'dead-letters');

/** The collector's process, with the keys of PostgreSQL. */
export function startCollector(options: {
  config: Config;
  postgresUrl: string;
  /** Key of this run for tools on this machine. */
  token: string;
  log: Logger;
}): Promise<CollectorSupervisor> {
  const { config } = options;
  return superviseCollector({
    log: options.log,
    collector: {
      host: config.host,
      port: config.ingestPort,
      spoolDir: spoolFolder(config.dataDir),
      spoolMaxBytes: config.spoolMaxMb * 1024 * 1024,
      spoolMaxRows: config.spoolMaxRows,
      deadLettersDir: deadLettersFolder(config.dataDir),
      deadLettersMaxBytes: config.deadLettersMaxMb * 1024 * 1024,
      viewerKey: viewerKey(config.dataDir, config.viewerKey),
      databaseUrl: options.postgresUrl,
      localToken: options.token,
      allowedOrigins: config.publicUrl === undefined ? [] : [config.publicUrl],
      recordsPerSecondPerKey: config.recordsPerSecondPerKey,
      retentionMs: {},
      logLevel: config.logLevel,
    },
  });
}

/** How long somebody waits for a record of theirs to be taken. */
const SEND_PATIENCE_MS = 3_000;

/** Sends single records to that collector, as every sender does. Resolves with why one was not taken, or null, once it is durable. */
export function sendTo(
  collector: CollectorSupervisor,
  { config, token }: { config: Config; token: string },
): (record: WireRecord) => Promise<string | null> {
  return async (record) => {
    const ingestUrl = `http://${config.host}:${collector.port}`;
    const [rejection] = await sendBatch([record], { ingestUrl, token, patienceMs: SEND_PATIENCE_MS });
    return rejection?.message ?? null;
  };
}

/** The loader of what that collector seals; rows that the store refuses become dead letters. */
export function loadFrom(
  collector: CollectorSupervisor,
  options: { config: Config; store: Store; log: Logger; onLoaded: LoaderOptions['onLoaded'] },
): Loader {
  const { config, store, log, onLoaded } = options;
  const letters = new LetterKeeper({
    dir: deadLettersFolder(config.dataDir),
    maxBytes: config.deadLettersMaxMb * 1024 * 1024,
    writer: 'loader',
  });
  return startLoader({
    spoolDir: spoolFolder(config.dataDir),
    store,
    source: collector,
    log: log.child({ part: 'loader' }),
    sealEveryMs: config.sealMs,
    onLoaded,
    onBadRow: (refused) => letters.append([letterOfRow(refused, Date.now())]),
  });
}
