import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { Store } from '../../sql/clickhouse/store.ts';
import { numbersFrom } from './support/arguments.ts';
import { launchBrowser } from '../support/chromium.ts';
import { Latencies } from './support/latencies.ts';
import { Load, post } from './support/load.ts';
import { catalogueOf, PING_SECONDS } from './support/population.ts';
import { QuietAudience } from './support/quiet-audience.ts';
import { bench, say } from './support/say.ts';
import { startStack, type Stack } from './support/stack.ts';
import { WatchedNumber } from './support/watched-number.ts';

/**
 * How long it takes from sending a new viewer's start to the changed "Watching now" in the page of a quiet title, in a
 * real browser, while nothing else and while much else arrives.
 */
const RATES = [0, 20_000];
/** Between two starts, so that each has its own change; spread, so that they meet the ticks anywhere. */
const LEAST_PAUSE_MS = 400;
const PAUSE_SPREAD_MS = 300;
/** A start that shows nothing for so long is a failure, not a slow answer. */
const PATIENCE_MS = 5_000;

await bench(async () => {
  const { samples, rate } = numbersFrom({ samples: 110, rate: -1 });
  const stack = await startStack();
  const browser = await launchBrowser();
  try {
    const rates = rate < 0 ? RATES : [rate];
    await post(stack.ingest, [...catalogueOf(Date.now()), ...rates.map((each) => quietTitle(each))]);
    for (const each of rates) await untilKnown(stack, titleOf(each));
    const runs: Run[] = [];
    for (const each of rates) runs.push(await measure(stack, browser, each, samples));
    await browser.close();
    await stack.stop();
    await sayStages(join(stack.folder, 'clickhouse'), runs);
    const results = runs.map(({ rate, total }) => ({
      rate,
      p50_ms: total.quantile(0.5),
      p99_ms: total.quantile(0.99),
    }));
    return { runs: results, ...results.at(-1) };
  } finally {
    await browser.close();
    await stack.remove();
  }
});

interface Sample {
  readonly sentMs: number;
  readonly answeredMs: number;
  readonly shownMs: number;
}

interface Run {
  readonly rate: number;
  readonly samples: readonly Sample[];
  readonly total: Latencies;
}

async function measure(stack: Stack, browser: Browser, rate: number, samples: number): Promise<Run> {
  const viewers = rate * PING_SECONDS;
  const load = rate === 0 ? null : new Load({ ...stack.ingest, viewers, connections: 4, eventsPerSecond: rate });
  if (load) await sleep(10_000);
  const number = await WatchedNumber.open(browser, `${stack.webUrl}/titles/${titleOf(rate)}`);
  const audience = new QuietAudience(stack.ingest, titleOf(rate));
  const taken: Sample[] = [];
  const total = new Latencies();
  let missed = 0;
  for (let index = 0; index <= samples; index++) {
    // A fixed sequence of pauses that fall into step with nothing.
    await sleep(LEAST_PAUSE_MS + ((index * 0.618_034) % 1) * PAUSE_SPREAD_MS);
    const sentMs = Date.now();
    const answeredMs = await audience.join();
    const shownMs = await number.reaches(index + 1, PATIENCE_MS);
    if (shownMs === null) missed++;
    // The first opens the way for the others: it is not counted.
    else if (index > 0) {
      taken.push({ sentMs, answeredMs, shownMs });
      total.add(shownMs - sentMs);
    }
    await audience.heartbeat();
  }
  await number.close();
  const sent = await load?.stop();
  say(
    `${rate}/s: p50 ${total.quantile(0.5)} ms, p99 ${total.quantile(0.99)} ms of ${total.count}` +
      (missed > 0 ? `, ${missed} not seen` : '') +
      (sent
        ? `; background answers p50 ${sent.answerMs.p50?.toFixed(0)}, p99 ${sent.answerMs.p99?.toFixed(0)} ms, ${sent.late} left out`
        : ''),
  );
  if (missed > samples / 20) throw new Error('Too many changes were not seen.');
  return { rate, samples: taken, total };
}

/** A title has its page once a roll-up has taken its catalogue record in. */
async function untilKnown(stack: Stack, title: string): Promise<void> {
  const headers = { authorization: `Bearer ${stack.ingest.token}` };
  for (const deadlineMs = Date.now() + 60_000; ; await sleep(100)) {
    if ((await fetch(`${stack.webUrl}/api/v1/titles/${title}`, { headers })).ok) return;
    if (Date.now() > deadlineMs) throw new Error(`${title} was not in the catalogue within a minute.`);
  }
}

function titleOf(rate: number): string {
  return `quiet-${rate}`;
}

function quietTitle(rate: number): object {
  return {
    type: 'catalog',
    kind: 'title',
    id: titleOf(rate),
    name: `Quiet beside ${rate} a second`,
    form: 'film',
    stage: 'released',
    premiere_at: Date.now() - 86_400_000,
    runtime_s: 6_000,
    updated_at: Date.now(),
    simulated: true,
  };
}

/** Where the time went, from what the store knows: viewers of the quiet title came in segments, in the order of the samples. */
async function sayStages(path: string, runs: readonly Run[]): Promise<void> {
  const store = Store.open({ path, memoryMb: 2_000 });
  try {
    for (const { rate, samples } of runs) {
      const rows = await store.query<{ atMs: number }>({
        name: 'bench.loaded',
        lane: 'jobs',
        text: `
          SELECT toUnixTimestamp64Milli(min(l.loaded_at)) AS atMs
          FROM (SELECT viewer, min(segment) AS segment FROM touched WHERE title = {title:String} AND viewer != 0 GROUP BY viewer) AS t
          INNER JOIN loaded_segment AS l ON l.segment = t.segment
          GROUP BY t.viewer, t.segment
          ORDER BY t.segment`,
        params: { title: titleOf(rate) },
      });
      const stages = { answer: new Latencies(), 'seal and load': new Latencies(), 'tick and page': new Latencies() };
      for (const { sentMs, answeredMs, shownMs } of samples) {
        const loaded = rows.find(({ atMs }) => atMs >= answeredMs - 20);
        if (loaded === undefined || loaded.atMs > shownMs) continue;
        stages.answer.add(answeredMs - sentMs);
        stages['seal and load'].add(loaded.atMs - answeredMs);
        stages['tick and page'].add(shownMs - loaded.atMs);
      }
      const parts = Object.entries(stages).map(
        ([name, times]) => `${name} ${times.quantile(0.5)} (${times.quantile(0.99)})`,
      );
      say(`stages at ${rate}/s, p50 (p99) ms: ${parts.join(', ')}`);
    }
  } finally {
    await store.close();
  }
}
