import { statfs } from 'node:fs/promises';
import type { Config } from './config.ts';
import type { CollectorSupervisor } from './ingest/collector/supervise.ts';
import { DeadLetterCounter, listDeadLetters } from './ingest/dead-letters/list.ts';
import { deadLettersFolder } from './ingest/ingest.ts';
import type { Loader } from './ingest/loader/loader.ts';
import { folderBytes } from './sql/data-folder/size.ts';
import type { CollectorHealth, HealthSource, LoaderHealth } from './web/server/health.ts';
import type { Queues } from './workers/queues/queues.ts';

/** Letters shown of each reason. */
const SAMPLES = 3;

/** What the parts of this process know about themselves, in the words of Data health. Parts it does not run are null. */
export function healthOf(parts: {
  config: Config;
  queues: Queues;
  collector: CollectorSupervisor | null;
  loader: Loader | null;
}): HealthSource {
  const { collector, loader, queues } = parts;
  const deadLettersDir = deadLettersFolder(parts.config.dataDir);
  const counter = new DeadLetterCounter(deadLettersDir);
  return {
    collector: () => Promise.resolve(collector && collectorHealth(collector)),
    loader: () => Promise.resolve(loader && loaderHealth(loader)),
    queues: () => queues.states(),
    deadLetters: async () => {
      if (!collector) return null;
      const { byReason } = await counter.count();
      return Promise.all(
        Object.entries(byReason).map(async ([reason, count]) => {
          const newest = await listDeadLetters(deadLettersDir, { limit: SAMPLES, reason });
          return {
            reason,
            count,
            lastAtMs: newest[0]?.atMs ?? null,
            samples: newest.map((letter) => ({
              atMs: letter.atMs,
              family: letter.family ?? 'unknown',
              message: letter.message,
              record: JSON.stringify(letter.record ?? letter.row),
            })),
          };
        }),
      );
    },
    disk: async () => {
      const { bsize, bavail, blocks } = await statfs(parts.config.dataDir);
      return {
        dataBytes: await folderBytes(parts.config.dataDir),
        freeBytes: bavail * bsize,
        totalBytes: blocks * bsize,
      };
    },
  };
}

function collectorHealth(collector: CollectorSupervisor): CollectorHealth {
  const stats = collector.stats();
  const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((total, n) => total + n, 0);
  return {
    state: collector.pid() === null ? 'away' : stats === null ? 'restarting' : 'running',
    acceptedTotal: sum(stats?.accepted ?? {}),
    rejectedTotal: sum(stats?.rejected ?? {}),
    rejectedByCode: stats?.rejected ?? {},
    unknownFields: Object.entries(stats?.unknownFields ?? {}).map(([path, count]) => {
      const dot = path.indexOf('.');
      return { family: path.slice(0, dot), field: path.slice(dot + 1), count };
    }),
    answerP50Ms: stats?.answerMs.p50 ?? null,
    answerP99Ms: stats?.answerMs.p99 ?? null,
    spoolRows: stats?.backlog.rows ?? 0,
    spoolBytes: stats?.backlog.bytes ?? 0,
    spoolOldestMs: stats?.backlog.oldestMs ?? null,
  };
}

function loaderHealth(loader: Loader): LoaderHealth {
  const status = loader.status();
  return {
    state: status.state,
    backlogSegments: status.backlogSegments,
    backlogRows: status.backlogRows,
    lastError: status.lastError,
    lastLoadedMs: status.lastLoadedMs,
    loadedRows: status.loadedRows,
    loadP50Ms: status.loadMs.p50,
    loadP99Ms: status.loadMs.p99,
  };
}
