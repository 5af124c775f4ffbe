import type { Logger } from 'pino';
import type { Pool } from 'pg';
import type { Store } from '../../sql/clickhouse/store.ts';
import type { AssetRecord, MilestoneRecord } from '../../ingest/contract/records.ts';
import type { LiveFeed } from '../../workers/contract/live.ts';
import type { ReportDesk } from '../../workers/contract/reports.ts';
import type { HealthSource } from './health.ts';
import type { WebMetrics } from './metrics.ts';
import type { Origins } from './origins.ts';

/** Checks a bearer key; null when it is unknown or revoked. */
export interface ReadKeys {
  check(token: string): Promise<{ readonly scopes: ReadonlySet<string>; readonly id: string } | null>;
}

/** Sends what people write here the way of all records; resolves once it is durable. */
export interface CatalogueWriter {
  /**
   * @returns why the record was not taken, in a sentence; null when it was.
   * @throws when nobody takes records just now.
   */
  send(record: AssetRecord | MilestoneRecord): Promise<string | null>;
}

/** What pages and the API work with. */
export interface WebContext {
  readonly store: Store;
  readonly control: Pool;
  readonly live: LiveFeed;
  readonly health: HealthSource;
  readonly reports: ReportDesk;
  readonly keys: ReadKeys;
  /** Null: this process takes no records, and the catalogue is not edited here. */
  readonly writer: CatalogueWriter | null;
  readonly metrics: WebMetrics;
  readonly origins: Origins;
  readonly log: Logger;
  /** Now, ms since the epoch. What is maturing, open or today is decided by it, so a test can hold it still. */
  readonly now: () => number;
}

/**
 * The built pages are a bundle with module instances of their own, so a variable of this module would not be seen from
 * both sides: the process-wide symbol is.
 */
const KEY = Symbol.for('ovation.web');

interface Holder {
  [KEY]?: WebContext | undefined;
}

/** Makes the context known to the pages of this process. Returns what takes it back, at close. */
export function setContext(context: WebContext): () => void {
  (globalThis as Holder)[KEY] = context;
  return () => {
    if ((globalThis as Holder)[KEY] === context) (globalThis as Holder)[KEY] = undefined;
  };
}

/** Throws when the pages run without the web server around them. */
export function getContext(): WebContext {
  const context = (globalThis as Holder)[KEY];
  if (!context) throw new Error('The pages need the web server around them: start Ovation with `npm start`.');
  return context;
}
