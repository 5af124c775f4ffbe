import { z } from 'zod';
import type { AuditReport, Health } from '../../../sql/queries/read-model.ts';
import type { Part, ProcessHealth } from '../health.ts';
import { instant, instantOrNull, instantSchema } from './figure.ts';

const at = instantSchema.nullable();

/** A part of another process: its facts, null where this set-up does not run it, or why it did not answer. */
const partSchema = <Value extends z.ZodType>(value: Value) =>
  z.object({ value: value.nullable(), error: z.string().nullable() });

/** What the last audit found; hours are in milliseconds. */
export const auditSchema = z.object({
  ran_at: instantSchema,
  titles: z.int(),
  compared: z.int().describe('numbers that were computed again from raw records'),
  differing: z.int(),
  skipped: z
    .int()
    .describe(
      'numbers that could not be compared: something of theirs was waiting to be counted, or too much to be read through',
    ),
  seconds: z.number(),
  differences: z.array(
    z.object({
      title_id: z.string(),
      metric: z.string(),
      scope: z.string(),
      served: z.number(),
      recomputed: z.number(),
    }),
  ),
});

export const healthSchema = z.object({
  as_of: instantSchema,
  checked_at: at.describe(
    'when freshness, unmatched titles, heartbeats, clocks, lateness and the store were last looked at',
  ),
  sampled_one_in: z.int().describe('heartbeats, clocks and lateness are those of one viewer in so many'),
  freshness: z.array(
    z.object({
      family: z.string(),
      rows: z.int(),
      last_received_at: at,
      last_at: at.describe('when the newest record happened'),
      last_hour_rows: z.int(),
    }),
  ),
  unmatched: z
    .array(
      z.object({
        title_id: z.string(),
        plays: z.int(),
        viewers: z.int(),
        first_at: instantSchema,
        last_at: instantSchema,
      }),
    )
    .describe('titles that events name and the catalogue does not know'),
  claimed_twice: z
    .array(z.object({ episode_id: z.string(), title_ids: z.array(z.string()), owner_id: z.string() }))
    .describe('episode ids that several titles claimed within 30 days, and whose each is now'),
  heartbeat: z.object({ plays: z.int(), with_gaps: z.int(), longest_gap_s: z.number(), window: z.string() }),
  clock_skew: z.array(z.object({ bucket: z.string(), plays: z.int() })),
  late_arrival: z.array(z.object({ within_s: z.number(), label: z.string(), share: z.number() })),
  rollup: z.array(
    z.object({
      name: z.string(),
      as_of: at,
      behind_segments: z.int().describe('loads (titles, reception) or slices of viewers (completion) that wait'),
      behind_rows: z.int(),
      oldest_waiting_at: at.describe('since when the oldest that is not counted yet waits'),
    }),
  ),
  store: z.array(z.object({ table: z.string(), rows: z.int(), bytes: z.int(), parts: z.int() })),
  audit: auditSchema.nullable().describe('served numbers held against raw records; null before the first audit'),
  reception: z.object({
    scorer: z.string().describe('what reads reviews and mentions; empty before anything was read'),
    scoring: z
      .object({ scorer: z.string(), done: z.int(), total: z.int() })
      .nullable()
      .describe('a reading of everything anew; former scores are served meanwhile'),
    languages: z.array(
      z.object({
        language: z.string().describe('primary BCP 47 subtag; empty: not known'),
        texts: z.int(),
        no_model: z.int().describe('not scored: there is no model or lexicon of the language'),
        unknown_language: z.int().describe('not scored: the language could not be told'),
      }),
    ),
  }),
  collector: partSchema(
    z.object({
      state: z.enum(['running', 'restarting', 'away']),
      accepted: z.int(),
      rejected: z.int(),
      rejected_by_code: z.record(z.string(), z.int()),
      spool_rows: z.int(),
      spool_bytes: z.int(),
      spool_oldest_at: at,
    }),
  ),
  loader: partSchema(
    z.object({
      state: z.enum(['loading', 'waiting', 'retrying', 'stopped']),
      backlog_segments: z.int(),
      backlog_rows: z.int(),
      last_loaded_at: at,
      last_error: z.string().nullable(),
    }),
  ),
  queues: partSchema(
    z.array(
      z.object({
        name: z.string(),
        waiting: z.int(),
        active: z.int(),
        delayed: z.int(),
        failed: z.int(),
        last_error: z.string().nullable(),
      }),
    ),
  ),
  dead_letters: partSchema(
    z.array(z.object({ reason: z.string(), count: z.int(), last_at: at })).describe('counts only: no record leaves'),
  ),
  disk: partSchema(z.object({ data_bytes: z.number().nullable(), free_bytes: z.number(), total_bytes: z.number() })),
});

type HealthAnswer = z.input<typeof healthSchema>;

export function healthAnswer(health: Health, processes: ProcessHealth): HealthAnswer {
  return { ...storeAnswer(health), ...processAnswer(processes) };
}

function storeAnswer(health: Health) {
  return {
    as_of: instant(health.asOfMs),
    checked_at: instantOrNull(health.checkedMs),
    sampled_one_in: health.sampledOneIn,
    freshness: health.freshness.map((family) => ({
      family: family.family,
      rows: family.rows,
      last_received_at: instantOrNull(family.lastReceivedMs),
      last_at: instantOrNull(family.lastAtMs),
      last_hour_rows: family.lastHourRows,
    })),
    unmatched: health.unmatched.map((title) => ({
      title_id: title.titleId,
      plays: title.plays,
      viewers: title.viewers,
      first_at: instant(title.firstMs),
      last_at: instant(title.lastMs),
    })),
    claimed_twice: health.claimedTwice.map((claim) => ({
      episode_id: claim.episodeId,
      title_ids: claim.titleIds,
      owner_id: claim.ownerId,
    })),
    heartbeat: {
      plays: health.heartbeat.plays,
      with_gaps: health.heartbeat.withGaps,
      longest_gap_s: health.heartbeat.longestGapSeconds,
      window: health.heartbeat.window,
    },
    clock_skew: health.clockSkew.map(({ bucket, plays }) => ({ bucket, plays })),
    late_arrival: health.lateArrival.map(({ withinSeconds, label, share }) => ({
      within_s: withinSeconds,
      label,
      share,
    })),
    rollup: health.rollup.map((job) => ({
      name: job.name,
      as_of: instantOrNull(job.asOfMs),
      behind_segments: job.behindSegments,
      behind_rows: job.behindRows,
      oldest_waiting_at: instantOrNull(job.oldestWaitingMs),
    })),
    store: health.store.map(({ table, rows, bytes, parts }) => ({ table, rows, bytes, parts })),
    audit: health.audit && auditAnswer(health.audit),
    reception: {
      scorer: health.reception.scorer,
      scoring: health.reception.scoring,
      languages: health.reception.languages.map(({ language, texts, noModel, unknownLanguage }) => ({
        ...{ language, texts },
        no_model: noModel,
        unknown_language: unknownLanguage,
      })),
    },
  };
}

function auditAnswer({ ranAtMs, titles, compared, differing, skipped, seconds, differences }: AuditReport) {
  return {
    ran_at: instant(ranAtMs),
    ...{ titles, compared, differing, skipped, seconds },
    differences: differences.map(({ titleId, ...one }) => ({ title_id: titleId, ...one })),
  };
}

function processAnswer(processes: ProcessHealth) {
  return {
    collector: partAnswer(processes.collector, (collector) => ({
      state: collector.state,
      accepted: collector.acceptedTotal,
      rejected: collector.rejectedTotal,
      rejected_by_code: { ...collector.rejectedByCode },
      spool_rows: collector.spoolRows,
      spool_bytes: collector.spoolBytes,
      spool_oldest_at: instantOrNull(collector.spoolOldestMs),
    })),
    loader: partAnswer(processes.loader, (loader) => ({
      state: loader.state,
      backlog_segments: loader.backlogSegments,
      backlog_rows: loader.backlogRows,
      last_loaded_at: instantOrNull(loader.lastLoadedMs),
      last_error: loader.lastError,
    })),
    queues: partAnswer(processes.queues, (queues) =>
      queues.map(({ name, waiting, active, delayed, failed, lastError }) => ({
        name,
        waiting,
        active,
        delayed,
        failed,
        last_error: lastError?.message ?? null,
      })),
    ),
    dead_letters: partAnswer(processes.deadLetters, (groups) =>
      groups.map(({ reason, count, lastAtMs }) => ({ reason, count, last_at: instantOrNull(lastAtMs) })),
    ),
    disk: partAnswer(processes.disk, (disk) => ({
      data_bytes: disk.dataBytes,
      free_bytes: disk.freeBytes,
      total_bytes: disk.totalBytes,
    })),
  };
}

function partAnswer<From, To>(
  part: Part<From | null>,
  answer: (value: From) => To,
): { value: To | null; error: string | null } {
  if (!part.ok) return { value: null, error: part.message };
  return { value: part.value === null ? null : answer(part.value), error: null };
}
