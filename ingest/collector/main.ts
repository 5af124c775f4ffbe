import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createLog } from '../../log.ts';
import { createPool } from '../../sql/postgres/pool.ts';
import { openPeople } from '../contract/people.ts';
import { forgetOldTexts } from '../dead-letters/amend.ts';
import { LetterKeeper } from '../dead-letters/keep.ts';
import { createKeyStore } from '../keys/key-store.ts';
import { openSpool } from '../spool/spool.ts';
import { Collector } from './collector.ts';
import type { CollectorOptions, FromCollector, ToCollector } from './protocol.ts';

/**
 * The collector's process: parsing 100,000 events a second must not make a page wait. Its parent starts it, asks it to
 * seal segments and tells it when they are loaded; without its parent it finishes what it has and ends.
 */
const STATS_EVERY_MS = 1_000;
const DAY_MS = 86_400_000;
/** A request still running this long after a stop is cut off; its sender was not answered and will send again. */
const STOP_PATIENCE_MS = 4_000;

function tell(message: FromCollector): void {
  // Between the check and the write the parent may die: the callback takes the error, or it would end this process.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

async function run(options: CollectorOptions): Promise<void> {
  const log = createLog(options.logLevel).child({ part: 'collector' });
  const pool = createPool({ url: options.databaseUrl, log, max: 2, name: 'ovation-collector' });
  const keys = createKeyStore({ pool, runToken: options.localToken, log });
  const spool = await openSpool({
    dir: options.spoolDir,
    maxBytes: options.spoolMaxBytes,
    sealRows: 150_000,
    warn: (message) => log.warn(message),
  });
  const collector = new Collector({
    spool,
    people: openPeople(Buffer.from(options.viewerKey, 'hex')),
    keys,
    deadLetters: new LetterKeeper({
      dir: options.deadLettersDir,
      maxBytes: options.deadLettersMaxBytes,
      writer: 'collector',
    }),
    log,
    allowedOrigins: new Set(options.allowedOrigins),
    spoolMaxRows: options.spoolMaxRows,
    recordsPerSecondPerKey: options.recordsPerSecondPerKey,
    retentionMs: options.retentionMs,
    notReady: () => whyNotWritable(options.spoolDir),
    onRows: (openRows) => tell({ t: 'rows', openRows }),
  });

  const forget = () => {
    forgetOldTexts(options.deadLettersDir, Date.now()).catch((error: unknown) => {
      log.warn({ err: error }, 'old texts could not be taken out of the dead letters');
    });
  };
  forget();
  const timers = [
    setInterval(forget, DAY_MS),
    setInterval(() => tell({ t: 'stats', stats: collector.statistics.snapshot() }), STATS_EVERY_MS),
  ];

  const stop = async (): Promise<void> => {
    for (const timer of timers) clearInterval(timer);
    await collector.stop(STOP_PATIENCE_MS);
    await spool.close();
    await keys.close();
    await pool.end();
  };
  let stopped: Promise<void> | undefined;
  const stopAndExit = () => {
    // Whatever else asks for a stop waits for the same one: ending earlier would cut off its flush.
    stopped ??= stop();
    stopped.then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the collector could not stop in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stopAndExit);
  process.on('disconnect', stopAndExit);
  process.on('message', (message: ToCollector) => {
    if (message.t === 'seal') {
      // Rows that come while the segment is being closed must be told of again.
      collector.rowsTaken();
      spool.seal().then(
        (manifest) => tell({ t: 'sealed', call: message.call, manifest }),
        (error: unknown) => tell({ t: 'sealed', call: message.call, manifest: null, error: messageOf(error) }),
      );
    } else if (message.t === 'loaded') {
      spool.released(message.segment);
      collector.rowsTaken();
    } else if (message.t === 'stop') stopAndExit();
  });

  await new Promise<void>((resolve, reject) => {
    collector.server.once('error', reject);
    collector.server.listen(options.port, options.host, resolve);
  });
  const address = collector.server.address();
  tell({ t: 'ready', port: typeof address === 'object' && address !== null ? address.port : options.port });
  if (spool.backlog().rows > 0) tell({ t: 'rows', openRows: spool.backlog().openRows });
}

/** Writes and flushes a byte beside the segments: what an append will need. */
async function whyNotWritable(spoolDir: string): Promise<string | null> {
  try {
    const handle = await open(join(spoolDir, '.writable'), 'w');
    try {
      await handle.write('1');
      await handle.sync();
    } finally {
      await handle.close();
    }
    return null;
  } catch (error) {
    return `The spool cannot be written (${messageOf(error)}).`;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** In words a person can act on: the port is what goes wrong at a start. */
function whyNotStarted(error: unknown, options: CollectorOptions): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE')
    return `Port ${options.port} is in use by another program: stop it, or set INGEST_PORT to a free port.`;
  if (code === 'EACCES') return `Port ${options.port} may not be used: set INGEST_PORT to one above 1023.`;
  return `The collector could not start: ${messageOf(error)}`;
}

// A signal to the whole terminal is for the parent, which stops its children in order.
process.on('SIGINT', () => undefined);
process.once('message', (message: ToCollector) => {
  if (message.t !== 'start') return;
  run(message.options).catch((error: unknown) => {
    tell({ t: 'refused', message: whyNotStarted(error, message.options) });
    setTimeout(() => process.exit(1), 50);
  });
});
