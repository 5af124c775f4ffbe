import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventRecord } from '../../ingest/contract/records.ts';
import { createAudience } from '../../ingest/simulator/audience.ts';
import { catalogueLines } from '../../ingest/simulator/catalogue.ts';
import { historyBatches } from '../../ingest/simulator/history.ts';
import { hoursAt, peopleAt } from '../../ingest/simulator/oracle-launch.ts';
import { completionWithin, realisedTruth, type RealisedTruth } from '../../ingest/simulator/oracle.ts';
import { perturb } from '../../ingest/simulator/perturb.ts';
import { createSender } from '../../ingest/simulator/sender.ts';
import { processesOf } from '../support/processes.ts';
import { Stack } from '../support/stack.ts';
import { oddities } from './support/oddities.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const END_MS = Date.UTC(2026, 9, 30, 12);
const START_MS = END_MS - 56 * DAY_MS;

interface Figure {
  value: number | null;
  n?: number;
  maturing?: number;
}
interface Summary {
  figures: Record<string, Figure>;
}
interface LaunchPoint {
  age_hours: number;
  hours: number;
  viewers: number;
  starters: number;
  watchers: number;
  completers: number;
}
interface Launch {
  age_hours: number | null;
  points: LaunchPoint[];
}

/** What the read API says, by path. */
type Answers = Record<string, unknown>;

const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'ovation-way-')));
let lines: string[];
let truth: RealisedTruth;
let clean: Answers;

beforeAll(async () => {
  const audience = createAudience({ seed: 23, startMs: START_MS, endMs: END_MS, scale: 0.008 });
  lines = [
    ...catalogueLines(audience.slate, END_MS),
    ...[...historyBatches(audience.open(), END_MS)].flatMap((batch) => batch.lines),
    ...oddities(9).map((record) => JSON.stringify(record)),
  ];
  truth = realisedTruth(lines.map((line) => JSON.parse(line) as EventRecord));
  const stack = await start(folders[0]);
  await send(stack, lines, 2_000, 1);
  await stack.drain();
  clean = await answersOf(stack);
  await stack.stop();
}, 180_000);

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('what the read API says of an audience that was sent to the public endpoint', () => {
  it('is of a size that can show something', () => {
    expect(lines.length).toBeGreaterThan(15_000);
    expect(truth.outcomes.length).toBeGreaterThan(150);
    expect(Object.keys(clean).length).toBeGreaterThan(100);
  });

  it('equals the plain computation for the life of every title', () => {
    for (const [id, totals] of truth.totals) {
      const { figures } = clean[`${titlePath(id)}/summary`] as Summary;
      const { hours, viewers, starters, watchers, completers, plays } = totals;
      const known = (truth.titles.get(id)?.episodes ?? []).every((episode) => episode.runtimeMs > 0);
      expect(figures['hours']?.value, id).toBeCloseTo(hours, 5);
      expect(figures['views']?.value ?? null, id).toEqual(
        known && runtimeHours(id) > 0 ? expect.closeTo(hours / runtimeHours(id), 5) : null,
      );
      const people = { viewers, starts: plays, starters };
      expect({ id, ...values(figures, Object.keys(people)) }).toEqual({ id, ...people });
      // Without a runtime nobody can be said to have watched it.
      if (known) {
        expect({ id, ...values(figures, ['watchers', 'completers']) }).toEqual({ id, watchers, completers });
      }
      for (const [days, figure] of [
        [7, figures['completion_7d']],
        [28, figures['completion_28d']],
      ] as const) {
        const { of, completed, maturing } = completionWithin(truth, id, days, END_MS);
        expect({ id, days, n: figure?.n, maturing: figure?.maturing }).toEqual({ id, days, n: of, maturing });
        if (figure?.value != null) expect(figure.value).toBeCloseTo(completed / of, 12);
      }
    }
  });

  it('equals the plain computation at every age of every launch', () => {
    let compared = 0;
    for (const [id, totals] of truth.totals) {
      const premiereMs = truth.titles.get(id)?.premiereMs ?? null;
      const launch = clean[`${titlePath(id)}/launch`] as Launch;
      if (premiereMs === null || premiereMs > END_MS) {
        expect({ id, points: launch.points }).toEqual({ id, points: [] });
        continue;
      }
      for (const point of launch.points) {
        // The age now holds what the open hour has so far.
        const { hours, viewers, starters, watchers, completers } =
          point.age_hours === launch.age_hours
            ? totals
            : {
                hours: hoursAt(truth, id, premiereMs, point.age_hours),
                ...peopleAt(truth, id, premiereMs, point.age_hours),
              };
        expect({ id, ...point }).toMatchObject({
          ...{ id, hours: expect.closeTo(hours, 4) as number, viewers, starters, watchers, completers },
        });
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(500);
  });

  it('is the same when the stream comes shuffled, doubled, late, in small requests, again, and through restarts', async () => {
    const sent = perturb(lines, { seed: 5, shuffle: true, duplicateShare: 0.3, delayShare: 0.2, replay: true });
    const third = Math.ceil(sent.length / 3);
    let stack = await start(folders[1]);
    await send(stack, sent.slice(0, third), 100, 4);
    await stack.stop();
    stack = await start(folders[1]);
    await send(stack, sent.slice(third, 2 * third), 100, 4);
    await stack.program.kill('SIGKILL');
    stack = await start(folders[1]);
    await send(stack, sent.slice(2 * third), 100, 4);
    await stack.drain();
    const messy = await answersOf(stack);
    await stack.stop();
    for (const path of Object.keys(clean)) expect({ path, says: messy[path] }).toEqual({ path, says: clean[path] });
    expect(folders.flatMap(processesOf)).toEqual([]);
  }, 240_000);
});

const titlePath = (id: string) => `/titles/${encodeURIComponent(id)}`;

function values(figures: Record<string, Figure>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, figures[name]?.value]));
}

/** Of the film, or of the episodes that are out by the end of the hour. */
function runtimeHours(id: string): number {
  const episodes = truth.titles.get(id)?.episodes ?? [];
  const out = episodes.filter(
    ({ id: episode, availableMs }) => episode === '' || (availableMs ?? 0) < END_MS + HOUR_MS,
  );
  return out.reduce((sum, episode) => sum + episode.runtimeMs, 0) / HOUR_MS;
}

function start(folder: string | undefined): Promise<Stack> {
  return Stack.start({
    folder: folder ?? '',
    nowMs: END_MS,
    // Another key would make other hashes, and the same numbers; the same one makes a difference easier to find.
    env: { OVATION_VIEWER_KEY: '17'.repeat(32) },
  });
}

/** Sends in requests of so many records, over some connections side by side. */
async function send(stack: Stack, records: readonly string[], perRequest: number, connections: number): Promise<void> {
  const post = createSender({
    ingestUrl: stack.ingestUrl,
    token: stack.run.token,
    signal: new AbortController().signal,
  });
  let next = 0;
  const connection = async () => {
    while (next < records.length) {
      const from = next;
      next += perRequest;
      const part = records.slice(from, from + perRequest);
      expect(await post(part)).toMatchObject({ accepted: part.length, rejected: 0 });
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
}

/** Everything that depends on the events, for every title, and some ranges and segments for the most watched. */
async function answersOf(stack: Stack): Promise<Answers> {
  const answers: Answers = {};
  const ask = async (path: string) => void (answers[path] = await stack.get(path));
  await ask('/titles?limit=1000');
  await ask('/live');
  const { titles } = answers['/titles?limit=1000'] as { titles: { id: string }[] };
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const week = `from=${day(END_MS - 11 * DAY_MS)}&to=${day(END_MS - 5 * DAY_MS)}`;
  for (const [index, { id }] of titles.entries()) {
    await ask(titlePath(id));
    await ask(`${titlePath(id)}/summary`);
    await ask(`${titlePath(id)}/launch`);
    if (index >= 8) continue;
    await ask(`${titlePath(id)}/completion`);
    await ask(`${titlePath(id)}/summary?${week}`);
    await ask(`${titlePath(id)}/summary?${week}&zone=Asia/Kolkata`);
    await ask(`${titlePath(id)}/summary?from=${day(END_MS - 2 * DAY_MS)}`);
    await ask(`${titlePath(id)}/summary?device=tv`);
    await ask(`${titlePath(id)}/summary?country=BR&${week}`);
  }
  return answers;
}
