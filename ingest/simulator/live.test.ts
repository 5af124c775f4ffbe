import { describe, expect, it } from 'vitest';
import type { EventRecord } from '../contract/records.ts';
import { createAudience } from './audience.ts';
import { DAY_MS } from './clock.ts';
import { historyBatches } from './history.ts';
import { liveStream } from './live.ts';
import { Surge } from './surge.ts';

const END_MS = Date.UTC(2026, 4, 20, 17, 21);

function audience() {
  return createAudience({ seed: 7, startMs: END_MS - 20 * DAY_MS, endMs: END_MS, scale: 0.02 });
}

/** Streams with a clock of its own, for so many simulated seconds. */
async function streamed(seconds: number, eventsPerSecond: number, speed = 1) {
  const timeline = audience().open();
  const history = [...historyBatches(timeline, END_MS)].flatMap((batch) => batch.lines);
  const stop = new AbortController();
  let clockMs = END_MS;
  const pause = (durationMs: number): Promise<void> => {
    clockMs += durationMs;
    if (clockMs - END_MS > (seconds * 1_000) / speed) stop.abort();
    return Promise.resolve();
  };
  const live: { line: string; simulatedMs: number }[] = [];
  const options = { fromMs: END_MS, signal: stop.signal, eventsPerSecond, speed, now: () => clockMs, pause };
  for await (const lines of liveStream(timeline, options)) {
    for (const line of lines) live.push({ line, simulatedMs: END_MS + (clockMs - END_MS) * speed });
  }
  return { history, live };
}

const trueAt = (line: string): number => {
  const record = JSON.parse(line) as EventRecord & { clock_offset_ms?: number; at?: number };
  return Number(record.at) - (record.clock_offset_ms ?? 0);
};

describe('the live stream', () => {
  it('reaches its rate within minutes, and never sends what has not happened yet', async () => {
    const { live } = await streamed(300, 200);
    const lastMinute = live.filter((each) => each.simulatedMs > END_MS + 240_000);
    expect(lastMinute.length / 60).toBeGreaterThan(140);
    expect(lastMinute.length / 60).toBeLessThan(280);
    for (const each of live) expect(trueAt(each.line)).toBeLessThanOrEqual(each.simulatedMs);
  });

  it('holds repeats and late records, a few in a hundred', async () => {
    const { live } = await streamed(200, 200);
    const repeats = live.length - new Set(live.map((each) => each.line)).size;
    expect(repeats / live.length).toBeGreaterThan(0.008);
    expect(repeats / live.length).toBeLessThan(0.035);
    const late = live.filter((each) => each.simulatedMs - trueAt(each.line) > 5_000).length;
    expect(late / live.length).toBeGreaterThan(0.004);
  });

  it('lets the modelled audience go on exactly where the history ended', async () => {
    const { history, live } = await streamed(6 * 3_600, 0, 60);
    const whole = [...historyBatches(audience().open(), END_MS + 6 * 3_600_000 - 200_000)].flatMap(
      (batch) => batch.lines,
    );
    const sent = new Set([...history, ...live.map((each) => each.line)]);
    expect(whole.length).toBeGreaterThan(history.length);
    expect(whole.filter((line) => !sent.has(line))).toEqual([]);
  });
});

describe('the surge', () => {
  it('is the same however often it is looked at, and shares no play with another session', () => {
    const model = audience();
    const all = (sessionMs: number, stepMs: number): string[] => {
      const surge = new Surge(model, { sessionMs, fullMs: sessionMs + 20_000 }, 120);
      const lines: string[] = [];
      for (let untilMs = sessionMs; untilMs <= sessionMs + 60_000; untilMs += stepMs)
        lines.push(...surge.take(untilMs).lines);
      return lines;
    };
    expect(all(END_MS, 250)).toEqual(all(END_MS, 5_000));
    const plays = (lines: string[]) => lines.flatMap((line) => /"play_id":"(\w+)"/.exec(line)?.[1] ?? []);
    const first = new Set(plays(all(END_MS, 1_000)));
    expect(first.size).toBeGreaterThan(20);
    expect(plays(all(END_MS + 3_000, 1_000)).some((play) => first.has(play))).toBe(false);
  });
});
