import { setTimeout as sleep } from 'node:timers/promises';

/** Accepted rows that the store does not have yet, as the collector counts them. */
export async function spoolRows(ingestUrl: string): Promise<number> {
  const text = await (await fetch(`${ingestUrl}/metrics`)).text();
  const found = /^ovation_collector_spool_rows (\d+)/m.exec(text)?.[1];
  if (found === undefined) throw new Error('The collector does not tell its backlog.');
  return Number(found);
}

/** Resolves once everything accepted is in the store. */
export async function untilLoaded(ingestUrl: string): Promise<void> {
  while ((await spoolRows(ingestUrl)) > 0) await sleep(100);
}
