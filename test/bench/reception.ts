import { setTimeout as sleep } from 'node:timers/promises';
import { createAudience } from '../../ingest/simulator/audience.ts';
import { catalogueLines } from '../../ingest/simulator/catalogue.ts';
import { randomOf } from '../../ingest/simulator/random.ts';
import { writeText } from '../../ingest/simulator/texts.ts';
import { WORDS } from '../../ingest/simulator/words/told.ts';
import { numbersFrom } from './support/arguments.ts';
import { post } from './support/load.ts';
import { headersOf, PageVisits } from './support/page-visits.ts';
import { bench, say } from './support/say.ts';
import { startStack, type Stack } from './support/stack.ts';

/**
 * A stream of reviews: how long it takes until all of them are read, scored and counted, and what pages take meanwhile.
 * Half are of one title. Pages are asked for one after the other, as a few people who look around do.
 */
const A_REQUEST = 500;
const PATIENCE_MS = 600_000;

await bench(async () => {
  const { reviews } = numbersFrom({ reviews: 100_000 });
  const nowMs = Date.now();
  const audience = createAudience({ seed: 3, startMs: nowMs - 56 * 86_400_000, endMs: nowMs, scale: 0.01 });
  const titles = audience.slate;
  const random = randomOf(3, 1);
  const languages = Object.keys(WORDS);
  const moods = ['positive', 'neutral', 'negative'] as const;
  const review = (index: number): object => {
    const title = titles[index % 2 === 0 ? 0 : (index >> 1) % titles.length] ?? audience.slate[0];
    if (!title) throw new Error('The simulated slate is empty.');
    const { language, text } = writeText(
      title,
      languages[index % languages.length] ?? 'en',
      moods[index % 3] ?? 'neutral',
      random,
    );
    const at = nowMs - Math.floor((index * 7_919) % (40 * 86_400)) * 1000;
    return {
      ...{ type: 'review', review_id: `r${index}`, title_id: title.id, author: `a${index}`, rating: 1 + (index % 10) },
      ...{ scale: [1, 10], text: `${text} (${index.toString(36)})`, lang: language, at, updated_at: at },
    };
  };
  const stack = await startStack();
  try {
    await post(
      stack.ingest,
      catalogueLines(audience.slate, nowMs).map((line) => JSON.parse(line) as object),
    );
    await untilAnswered(
      stack,
      titles.map(({ id }) => id),
    );
    const beside = new PageVisits(
      stack,
      titles.map(({ id }) => id),
    );
    const idle = await beside.during(sleep(10_000));
    say(`pages of an idle Ovation: p50 ${idle.quantile(0.5)?.toFixed(1)}, p99 ${idle.quantile(0.99)?.toFixed(1)} ms`);
    const startedMs = performance.now();
    let sentMs = 0;
    const pages = await beside.during(
      (async () => {
        for (let at = 0; at < reviews; at += A_REQUEST)
          await post(
            stack.ingest,
            Array.from({ length: Math.min(A_REQUEST, reviews - at) }, (_, i) => review(at + i)),
          );
        sentMs = performance.now() - startedMs;
        await untilCounted(
          stack,
          titles.map(({ id }) => id),
          reviews,
        );
      })(),
    );
    const seconds = (performance.now() - startedMs) / 1000;
    beside.sayPages();
    say(`${reviews} reviews: sent in ${(sentMs / 1000).toFixed(1)} s, counted after ${seconds.toFixed(1)} s`);
    return {
      ...{ reviews, seconds, a_second: reviews / seconds },
      ...{ pages: pages.count, page_p50_ms: pages.quantile(0.5), page_p99_ms: pages.quantile(0.99) },
      ...{ idle_page_p50_ms: idle.quantile(0.5), idle_page_p99_ms: idle.quantile(0.99) },
    };
  } finally {
    await stack.remove();
  }
});

async function voicesOf(stack: Stack, id: string): Promise<number | null> {
  const answer = await fetch(`${stack.webUrl}/api/v1/titles/${id}/reception`, headersOf(stack));
  if (!answer.ok) return null;
  return ((await answer.json()) as { all: { voices: number } }).all.voices;
}

async function untilAnswered(stack: Stack, titles: readonly string[]): Promise<void> {
  for (const deadlineMs = Date.now() + PATIENCE_MS; Date.now() < deadlineMs; await sleep(200)) {
    const known = await Promise.all(titles.map((id) => voicesOf(stack, id)));
    if (known.every((voices) => voices !== null)) return;
  }
  throw new Error('The titles were not in the catalogue in time.');
}

async function untilCounted(stack: Stack, titles: readonly string[], reviews: number): Promise<void> {
  for (const deadlineMs = Date.now() + PATIENCE_MS; Date.now() < deadlineMs; await sleep(500)) {
    const voices = await Promise.all(titles.map((id) => voicesOf(stack, id)));
    if (voices.reduce<number>((sum, own) => sum + (own ?? 0), 0) >= reviews) return;
  }
  throw new Error('The reviews were not counted in time.');
}
