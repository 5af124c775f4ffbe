import { setTimeout as sleep } from 'node:timers/promises';
import { numbersFrom } from './support/arguments.ts';
import { spoolRows } from './support/backlog.ts';
import { Load, post } from './support/load.ts';
import { catalogueOf, PING_SECONDS } from './support/population.ts';
import { memoryMb, memoryText, PARTS, totalOf } from './support/processes.ts';
import { bench, say } from './support/say.ts';
import { startStack } from './support/stack.ts';

/** What the whole embedded Ovation holds in memory, idle and after minutes of load. */
await bench(async () => {
  const { rate, minutes, 'idle-seconds': idleSeconds } = numbersFrom({ rate: 20_000, minutes: 5, 'idle-seconds': 30 });
  const stack = await startStack();
  try {
    await sleep(idleSeconds * 1_000);
    const idle = memoryMb(stack.processes());
    say(`idle: ${memoryText(idle)}`);

    await post(stack.ingest, catalogueOf(Date.now()));
    const viewers = rate * PING_SECONDS;
    say(`${rate} events a second of ${viewers} viewers`);
    const load = new Load({ ...stack.ingest, viewers, connections: 4, eventsPerSecond: rate });
    const startedMs = Date.now();
    let loaded = idle;
    // The worst moment counts, not the last: merges and roll-ups come and go.
    for (let second = 5; second <= minutes * 60; second += 5) {
      await sleep(startedMs + second * 1_000 - Date.now());
      const now = memoryMb(stack.processes());
      if (totalOf(now) > totalOf(loaded)) loaded = now;
      if (second % 30 === 0) say(`  ${second} s: ${memoryText(now)}; ${await spoolRows(stack.ingest.url)} rows wait`);
    }
    const { accepted, late } = await load.stop();
    say(`accepted ${accepted}, ${late} requests left out; most: ${memoryText(loaded)}`);
    return {
      idle_mb: Math.round(totalOf(idle)),
      loaded_mb: Math.round(totalOf(loaded)),
      rate,
      minutes,
      processes: Object.fromEntries(
        PARTS.map((part) => [part, { idle: Math.round(idle[part]), loaded: Math.round(loaded[part]) }]),
      ),
    };
  } finally {
    await stack.remove();
  }
});
