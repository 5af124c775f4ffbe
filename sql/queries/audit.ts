import type { Store } from '../clickhouse/store.ts';
import type { AuditReport } from './read-model.ts';

/** Do the numbers hold? What the last audit found; null before the first. */
export async function lastAudit(store: Store): Promise<AuditReport | null> {
  const [run] = await store.query<Omit<AuditReport, 'differences'>>({
    name: 'audit.last',
    text: `
      SELECT toUnixTimestamp64Milli(ran_at) AS ranAtMs, titles, compared, skipped, differing, seconds
      FROM audit_run FINAL ORDER BY ran_at DESC LIMIT 1`,
  });
  if (!run) return null;
  const differences = await store.query<AuditReport['differences'][number]>({
    name: 'audit.last-differences',
    text: `
      SELECT title AS titleId, metric, scope, served, recomputed FROM audit_difference FINAL
      WHERE ran_at = fromUnixTimestamp64Milli({ranAtMs:Int64}) ORDER BY title, metric, scope LIMIT 100`,
    params: { ranAtMs: run.ranAtMs },
  });
  return { ...run, differences };
}
