import type { Store } from '../clickhouse/store.ts';
import type { AuditResult } from './run.ts';

/** Writes down what an audit found. */
export async function recordAudit(store: Store, seed: string, result: AuditResult): Promise<void> {
  const ran_at = new Date(result.ranAtMs).toISOString().slice(0, 23).replace('T', ' ');
  await store.insertRows(
    'audit.differences',
    'audit_difference',
    result.differences.map((one) => ({ ran_at, ...one })),
  );
  await store.insertRows('audit.run', 'audit_run', [
    {
      ...{ ran_at, seed, titles: result.titles, compared: result.compared, differing: result.differences.length },
      ...{ skipped: result.skipped, seconds: result.durationMs / 1000 },
    },
  ]);
}
