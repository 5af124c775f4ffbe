import { describe, expect, it } from 'vitest';
import type { Health } from '../../../../sql/queries/read-model.ts';
import type { Part, ProcessHealth } from '../../../server/health.ts';
import { concerns } from './verdict.ts';

const store: Part<Health> = {
  ok: true,
  value: {
    asOfMs: 0,
    checkedMs: 0,
    sampledOneIn: 1,
    audit: null,
    freshness: [],
    unmatched: [],
    claimedTwice: [],
    heartbeat: { plays: 100, withGaps: 2, longestGapSeconds: 40, window: 'last 24 h' },
    clockSkew: [],
    lateArrival: [],
    rollup: [],
    store: [],
    reception: { scorer: '', scoring: null, languages: [] },
  },
};
const well: ProcessHealth = {
  collector: {
    ok: true,
    value: {
      state: 'running',
      acceptedTotal: 1,
      rejectedTotal: 0,
      rejectedByCode: {},
      unknownFields: [],
      answerP50Ms: 1,
      answerP99Ms: 2,
      spoolRows: 0,
      spoolBytes: 0,
      spoolOldestMs: null,
    },
  },
  loader: { ok: true, value: null },
  queues: { ok: true, value: [] },
  deadLetters: { ok: true, value: [] },
  disk: { ok: true, value: { dataBytes: 1, freeBytes: 50, totalBytes: 100 } },
};
const texts = (some: Part<Health>, processes: ProcessHealth) =>
  concerns(some, processes, 60_000).map((one) => one.text);

describe('the verdict on the data', () => {
  it('is silent when all is well, also where a part does not run', () => expect(texts(store, well)).toEqual([]));

  it('names what is wrong, worst first', () => {
    expect(
      texts(
        {
          ok: true,
          value: { ...store.value, heartbeat: { plays: 100, withGaps: 30, longestGapSeconds: 900, window: '' } },
        },
        {
          ...well,
          collector: {
            ok: true,
            value: { ...(well.collector.ok && well.collector.value!), state: 'restarting', spoolOldestMs: 0 } as never,
          },
          disk: { ok: true, value: { dataBytes: 1, freeBytes: 3, totalBytes: 100 } },
          deadLetters: { ok: true, value: [{ reason: 'too_old', count: 1, lastAtMs: null, samples: [] }] },
        },
      ),
    ).toEqual([
      'The collector is not running: players are told to send again later.',
      'Records wait in the spool since 60 s: they are safe, and not yet counted.',
      'The disk has 3\u202f% left: when it is full, records are refused.',
      '1 record was refused.',
      '30\u202f% of plays miss heartbeats: their hours may be understated.',
    ]);
  });

  it('says when the pages fall behind', () => {
    const rollup = [{ name: 'titles', asOfMs: 50_000, behindSegments: 3, behindRows: 900, oldestWaitingMs: -60_000 }];
    expect(texts({ ok: true, value: { ...store.value, rollup } }, well)).toEqual([
      'The pages are 2 min behind the events; live figures are not.',
    ]);
  });

  it('passes on what did not answer', () => {
    expect(texts({ ok: false, message: 'The analytics store did not answer.' }, well)).toEqual([
      'The analytics store did not answer.',
    ]);
  });
});
