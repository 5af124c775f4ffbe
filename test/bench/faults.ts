import { faultRounds } from '../faults/rounds.ts';
import { numbersFrom } from './support/arguments.ts';
import { bench, say } from './support/say.ts';

/** What is lost, counted twice or told wrongly when processes are killed under load, and how long it takes to go on. */
await bench(async () => {
  const { rounds, seed, rate } = numbersFrom({ rounds: 20, seed: 1, rate: 4_000 });
  const { recoverySeconds, stale, wrong, orphans, ...counts } = await faultRounds({
    ...{ rounds, seed, eventsPerSecond: rate },
    say,
  });
  for (const line of [...stale, ...wrong, ...orphans].slice(0, 20)) say(line);
  return {
    ...counts,
    recovery_s: recoverySeconds,
    stale: stale.length,
    wrong: wrong.length,
    orphans: orphans.length,
  };
});
