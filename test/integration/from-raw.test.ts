import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createAudience } from '../../ingest/simulator/audience.ts';
import { catalogueLines } from '../../ingest/simulator/catalogue.ts';
import { historyBatches } from '../../ingest/simulator/history.ts';
import { Store, type Statement } from '../../sql/clickhouse/store.ts';
import { rollUpAllDeep } from '../../sql/rollup/deep.ts';
import { stateFromRaw } from '../../sql/rollup/from-raw.ts';
import { recompute, rollUp } from '../../sql/rollup/run.ts';
import { servedRows } from '../support/served-rows.ts';
import { straight } from '../support/told-plays.ts';
import { oddities } from './support/oddities.ts';
import { TestStore } from './support/store.ts';

const END_MS = Date.UTC(2026, 9, 30, 12);
const now = () => END_MS;

let test: TestStore;
let titles: string[];
let sound: Awaited<ReturnType<typeof served>>;
beforeAll(async () => {
  const audience = createAudience({ seed: 5, startMs: END_MS - 21 * 86_400_000, endMs: END_MS, scale: 0.01 });
  test = await TestStore.open();
  await test.load(
    [
      ...catalogueLines(audience.slate, END_MS),
      ...[...historyBatches(audience.open(), END_MS)].flatMap((batch) => batch.lines),
      ...oddities(5),
    ],
    END_MS,
  );
  await rollUp(test.store, { now });
  await rollUpAllDeep(test.store, { now });
  sound = await served();
  const rows = await test.store.query<{ title: string }>({
    name: 'test.titles',
    text: 'SELECT title FROM raw_playback GROUP BY title ORDER BY count() DESC, title',
  });
  titles = rows.map(({ title }) => title);
});
afterAll(() => test.close());

const { command, insertSelect } = Store.prototype;
afterEach(() => {
  test.store.command = command;
  test.store.insertSelect = insertSelect;
});

const served = () => servedRows(test.store, { asOf: true });
async function recomputed() {
  await recompute(test.store, null, { now });
  await rollUpAllDeep(test.store, { now });
  return served();
}
const run = (text: string) => test.store.command({ name: 'test.tamper', text });

/** Something else is done just before the first statement of each of some names. */
function before(acts: Readonly<Record<string, () => Promise<unknown>>>) {
  const left = new Map(Object.entries(acts));
  const wrapped =
    <Do extends (statement: Statement) => Promise<void>>(run: Do) =>
    async (statement: Statement) => {
      const act = left.get(statement.name);
      left.delete(statement.name);
      await act?.();
      return run.call(test.store, statement);
    };
  test.store.command = wrapped(command);
  test.store.insertSelect = wrapped(insertSelect);
}

/** Every way to be wrong: bits too many, a play nobody told of, rows gone, a whole title gone, a viewer who never was. */
async function tamper() {
  await run(
    `INSERT INTO play_state SELECT * REPLACE (bitOr(cells, toUInt256(1023)) AS cells) FROM play_state WHERE viewer % 5 = 0 AND title = '${titles[0]}'`,
  );
  await run(
    `INSERT INTO play_state SELECT * REPLACE (play + 1 AS play, viewer % 3 = 0 ? viewer + 1 : viewer AS viewer) FROM play_state WHERE viewer % 7 = 0 AND title = '${titles[1]}'`,
  );
  await run(`DELETE FROM play_state WHERE play % 3 = 0 AND title != '${titles[2]}'`);
  await run(`DELETE FROM play_state WHERE title = '${titles[2]}'`);
}

it('finds nothing where nothing is wrong, and takes nothing away', async () => {
  const names: string[] = [];
  test.store.command = (statement) => {
    names.push(statement.name);
    return command.call(test.store, statement);
  };
  expect(await stateFromRaw(test.store, titles, undefined)).toBe(0);
  expect([...new Set(names)]).toEqual(['recompute.clear']);
});

it('makes what was tampered with what the records say', async () => {
  await tamper();
  expect(await stateFromRaw(test.store, titles, undefined)).toBeGreaterThan(100);
  expect(await stateFromRaw(test.store, titles, undefined)).toBe(0);
  await tamper();
  // What is served of it in between.
  await run('TRUNCATE TABLE viewer_title');
  expect(await recomputed()).toEqual(sound);
});

it('does so though it was cut off when the state was away', async () => {
  await tamper();
  before({ 'recompute.state': () => Promise.reject(new Error('cut off')) });
  await expect(recomputed()).rejects.toThrow('cut off');
  expect(await recomputed()).toEqual(sound);
});

it('loses nothing that is loaded meanwhile, before, while and after the state is away', async () => {
  const [title = ''] = titles;
  const play = (viewer: string) => straight(0, 300, { title, viewer, play: viewer, startedMs: END_MS - 3_600_000 });
  // The same viewers' state is wrong.
  const viewers = ['early', 'amid', 'late'];
  await test.load(viewers.flatMap(play), END_MS);
  await rollUp(test.store, { now });
  const one = await recomputed();
  for (const name of ['recompute.compare', 'recompute.forget-play_state', 'recompute.state']) {
    await run(`DELETE FROM play_state WHERE title = '${title}' AND play % 2 = 0`);
    let load: Promise<unknown> = Promise.resolve();
    before({
      [name]: () => {
        load = test.load(viewers.flatMap(play), END_MS);
        return name === 'recompute.state' ? load : Promise.resolve();
      },
    });
    await recompute(test.store, null, { now });
    await load;
    await rollUp(test.store, { now });
    await rollUpAllDeep(test.store, { now });
    expect(await served()).toEqual(one);
    expect(await stateFromRaw(test.store, titles, undefined)).toBe(0);
  }
});

it('reads the records when the loads have ended that ran when the state was taken away', async () => {
  await run(`DELETE FROM play_state WHERE title = '${titles[0]}' AND play % 2 = 0`);
  const order: string[] = [];
  let load: Promise<unknown> = Promise.resolve();
  before({
    'recompute.forget-play_state': async () => {
      // A second and a half of a load that counts nothing.
      const text = 'INSERT INTO landing_playback (segment, test) SELECT sleepEachRow(0.5), 1 FROM numbers(3)';
      load = insertSelect
        .call(test.store, { name: 'load.playback', lane: 'load', text })
        .then(() => order.push('loaded'));
      await sleep(200);
    },
    'recompute.state': () => Promise.resolve(order.push('read')),
  });
  expect(await stateFromRaw(test.store, titles, undefined)).toBeGreaterThan(0);
  await load;
  expect(order).toEqual(['loaded', 'read']);
});
