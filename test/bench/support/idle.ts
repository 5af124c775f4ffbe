import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './say.ts';
import type { Stack } from './stack.ts';

/** What repeats runs for a moment every some seconds: between those turns nothing does. */
const CALM_SECONDS = 5;

/**
 * A start sweeps for what was left undone and counts the audience anew, once an hour: pages are asked when that has ended.
 * Returns how long it took, ms.
 */
export async function untilIdle(stack: Stack): Promise<number> {
  const startedMs = performance.now();
  const seconds = () => Math.round((performance.now() - startedMs) / 1000);
  await sleep(3_000);
  for (let calm = 0, saidAt = 0; calm < CALM_SECONDS;) {
    await sleep(1_000);
    const { queues } = (await get(stack, '/health')) as {
      queues: { value: { name: string; waiting: number; active: number }[] | null };
    };
    // Null where they did not answer in time: that is no calm.
    const busy = (queues.value ?? [{ name: 'something', waiting: 1, active: 0 }])
      .filter(({ waiting, active }) => waiting + active > 0)
      .map(({ name }) => name);
    calm = busy.length === 0 ? calm + 1 : 0;
    if (busy.length === 0 || seconds() - saidAt < 30) continue;
    saidAt = seconds();
    say(`  after ${saidAt} s ${busy.join(' and ')} still run`);
  }
  return performance.now() - startedMs;
}

/** What the read API of a stack answers. */
export async function get(stack: Stack, path: string): Promise<unknown> {
  const answer = await fetch(`${stack.webUrl}/api/v1${path}`, {
    headers: { authorization: `Bearer ${stack.ingest.token}` },
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
