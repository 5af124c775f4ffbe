import { expect, it } from 'vitest';
import { faultRounds } from './rounds.ts';

it('under load, whatever is killed: nothing acknowledged is lost, doubled or told wrongly, and nothing is left running', async () => {
  const rounds = await faultRounds({ rounds: 4, seed: 3, eventsPerSecond: 4_000 });
  expect(rounds).toMatchObject({ rounds: 4, lost: 0, duplicated: 0, foreign: 0, stale: [], wrong: [], orphans: [] });
  expect(rounds.acknowledged).toBeGreaterThan(10_000);
  expect(rounds.recoverySeconds).toBeLessThan(20);
}, 180_000);
