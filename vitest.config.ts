import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

// Two files at a time, because two cores is what the smallest machine we care for has. A file has a process of its own: an
// embedded ClickHouse may be opened once a process, and a crash of native code must name the file it came from. Only unit
// tests without engines, threads and processes share theirs: to load all modules anew took most of their time.
const UNIT = ['*.test.ts', '{ingest,workers,sql,web}/**/*.test.ts'];
const WITH_ENGINES = [
  'ingest/{keys,loader,spool}/**/*.test.ts',
  'sql/{clickhouse,data-folder,postgres}/**/*.test.ts',
  'workers/{jobs,live,queues}/**/*.test.ts',
  'workers/reception/text-reader.test.ts',
  'workers/sentiment/transformer/**/*.test.ts',
];
export default defineConfig({
  test: {
    pool: 'forks',
    isolate: true,
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    env: { TZ: 'UTC' },
    projects: [
      {
        extends: true,
        plugins: [sveltekit()],
        test: { name: 'unit', include: UNIT, exclude: WITH_ENGINES, isolate: false },
      },
      {
        extends: true,
        test: { name: 'engines', include: WITH_ENGINES },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/{integration,faults}/**/*.test.ts'],
          globalSetup: ['test/support/make-template.ts'],
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/support/make-template.ts', 'test/browser/setup.ts'],
          // After all others: two browsers, their servers and an engine each are enough for two cores.
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
        },
      },
    ],
  },
});
