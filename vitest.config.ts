import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

// Every test file gets its own process: an embedded ClickHouse may be opened once a process, and a crash of native code
// must name the file it came from. Two at a time, because two cores is what the smallest machine we care for has.
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
        test: { name: 'unit', include: ['*.test.ts', '{ingest,workers,sql,web}/**/*.test.ts'] },
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
          fileParallelism: false,
          testTimeout: 120_000,
        },
      },
    ],
  },
});
