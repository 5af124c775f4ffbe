import { describe, expect, it } from 'vitest';
import { pulse, type Connection } from './pulse.ts';

const clock = () => '14:32';
const live: Connection = { state: 'live', lostAtMs: null, heardAtMs: 90_000, lastEventMs: 99_000 };

describe('the pulse', () => {
  it.each<[Partial<Connection>, string, string]>([
    [{}, 'live', 'live, 1 s ago'],
    [{ lastEventMs: 101_000 }, 'live', 'live, 1 s ago'],
    [{ lastEventMs: -200_000 }, 'quiet', 'live, last event 5 min ago'],
    [{ lastEventMs: null }, 'quiet', 'live, nothing comes in'],
    [{ state: 'connecting' }, 'waiting', 'connecting…'],
    [{ state: 'reconnecting', lostAtMs: 95_000 }, 'waiting', 'reconnecting…'],
    [{ state: 'reconnecting', lostAtMs: 60_000 }, 'stale', 'stale since 14:32'],
    [{ state: 'paused' }, 'quiet', 'paused'],
  ])('%o is %s: “%s”', (change, tone, text) => {
    expect(pulse({ ...live, ...change }, 100_000, clock)).toEqual({ tone, text });
  });
});
