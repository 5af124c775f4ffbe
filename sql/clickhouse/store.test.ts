import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrateStore } from './migrate.ts';
import { Store } from './store.ts';

let folder: string;
let store: Store;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ovation-engine-'));
  store = Store.open({ path: folder, memoryMb: 700 });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the store', () => {
  it.each([
    'plain',
    'it\'s \\ "quoted"',
    'tab\tline\nreturn\r',
    '; DROP TABLE x; --',
    '{x:String}',
    '日本語 🎬 العربية',
    '\\N',
    '',
    '\u0000',
  ])('binds %j as it is', async (text) => {
    const row = await store.one<{ text: string; list: string[] }>({
      name: 'test.bind',
      text: 'SELECT {text:String} AS text, {list:Array(String)} AS list',
      params: { text, list: [text, 'other'] },
    });
    expect(row).toEqual({ text, list: [text, 'other'] });
  });

  it('keeps a limit to the statement it is given to', async () => {
    await expect(
      store.query({
        name: 'test.limit',
        text: 'SELECT sum(number) FROM numbers(1000)',
        settings: { max_rows_to_read: 10 },
      }),
    ).rejects.toThrow('test.limit');
    await expect(store.one({ name: 'test.free', text: 'SELECT sum(number) AS s FROM numbers(1000)' })).resolves.toEqual(
      { s: 499_500 },
    );
  });

  it('joins a statement of pages to one that is being answered, and not to one from before a write', async () => {
    const table = { name: 'test.table', text: 'CREATE TABLE joined (n UInt8) ENGINE = MergeTree ORDER BY n' };
    await store.command(table);
    const read = () =>
      store.one<{ rows: number }>({
        name: 'test.joined',
        text: 'SELECT (SELECT count() FROM joined) AS rows, sleepEachRow(0.5) AS slept',
      });
    const statements = () => store.lanes().find(({ lane }) => lane === 'pages')?.statements ?? 0;
    const before = statements();
    const [first, same] = [read(), read()];
    expect(statements()).toBe(before + 1);
    await sleep(100);
    await store.insertRows('test.write', 'joined', [{ n: 1 }]);
    expect((await read()).rows).toBe(1);
    expect((await first).rows).toBe((await same).rows);
  });

  it('says in an error which query failed and why, and never the statement', async () => {
    const error = await store
      .query({ name: 'test.bad', text: 'SELECT {secret:String}, nothing', params: { secret: 'hunter2' } })
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'StoreError', queryName: 'test.bad', code: '47', retryable: false });
    expect(String(error)).not.toContain('hunter2');
    expect(JSON.stringify(error)).not.toContain('SELECT');
  });

  it('answers a page while a job is busy', async () => {
    const job = store.query({
      name: 'test.job',
      lane: 'jobs',
      text: 'SELECT sum(sipHash64(number)) FROM numbers(20000000)',
    });
    let busy = true;
    void job.finally(() => (busy = false));
    await store.one({ name: 'test.page', text: 'SELECT 1 AS one', lane: 'pages' });
    expect(busy).toBe(true);
    await job;
  });

  it('migrates once, and again changes nothing', async () => {
    expect((await migrateStore(store)).length).toBeGreaterThan(0);
    expect(await migrateStore(store)).toEqual([]);
  });
});
