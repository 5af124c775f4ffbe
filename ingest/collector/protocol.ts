import type { Config } from '../../config.ts';
import type { Family } from '../contract/families.ts';
import type { SegmentManifest } from '../spool/manifest.ts';

/** What the collector's process needs; goes to it in its first message, because arguments can be read by anyone. */
export interface CollectorOptions {
  readonly host: string;
  readonly port: number;
  readonly spoolDir: string;
  readonly spoolMaxBytes: number;
  /** Accepted rows not yet loaded beyond which senders get 503. */
  readonly spoolMaxRows: number;
  readonly deadLettersDir: string;
  readonly deadLettersMaxBytes: number;
  /** 32 secret bytes, hexadecimal. */
  readonly viewerKey: string;
  /** PostgreSQL with the keys. */
  readonly databaseUrl: string;
  /** Token of the local tools. */
  readonly localToken: string;
  /** Origins of pages that may send events. */
  readonly allowedOrigins: readonly string[];
  /** Records a second a key may send; 0: no limit. */
  readonly recordsPerSecondPerKey: number;
  /** Age in milliseconds from which records of a family are refused; absent: any age. */
  readonly retentionMs: Partial<Record<Family, number>>;
  readonly logLevel: Config['logLevel'];
}

/** What the collector has done since it started. */
export interface CollectorStats {
  readonly startedAtMs: number;
  /** Accepted records by family. */
  readonly accepted: Readonly<Partial<Record<Family, number>>>;
  /** Rejected records by code. */
  readonly rejected: Readonly<Record<string, number>>;
  /** Fields the contract does not know, as `family.field`. */
  readonly unknownFields: Readonly<Record<string, number>>;
  /** Answers by status. */
  readonly answers: Readonly<Record<string, number>>;
  /** Bytes of bodies, unpacked. */
  readonly bytes: number;
  /** Milliseconds from a request's arrival to its answer, of the last 1,024; null before the first. */
  readonly answerMs: { readonly p50: number | null; readonly p99: number | null };
  /** Playback records by lateness; bounds are LATENESS_BOUNDS_MS, the last bucket is open. */
  readonly lateness: readonly number[];
  /** Playback records by size of the clock offset; bounds are CLOCK_OFFSET_BOUNDS_MS, the last bucket is open. */
  readonly clockOffsets: readonly number[];
  /** Accepted rows and bytes that the store does not have yet. */
  readonly backlog: { readonly rows: number; readonly bytes: number; readonly oldestMs: number | null };
  /** Rejected records that could not be kept as dead letters. */
  readonly deadLettersLost: number;
  readonly memoryBytes: number;
}

export type ToCollector =
  | { readonly t: 'start'; readonly options: CollectorOptions }
  | { readonly t: 'seal'; readonly call: number }
  | { readonly t: 'loaded'; readonly segment: string; readonly rows: number }
  | { readonly t: 'stop' };

export type FromCollector =
  | { readonly t: 'ready'; readonly port: number }
  /** It cannot start, in one sentence; trying again does not help. */
  | { readonly t: 'refused'; readonly message: string }
  | { readonly t: 'sealed'; readonly call: number; readonly manifest: SegmentManifest | null; readonly error?: string }
  /** Rows begin to wait. */
  | { readonly t: 'rows'; readonly openRows: number }
  | { readonly t: 'stats'; readonly stats: CollectorStats };
