import { describe, expect, it } from 'vitest';
import { COMPLETED, DEADLINE_MS, STARTER_MS, WATCHED } from './viewers.ts';
import { METRICS } from '../queries/definitions.ts';
import { RATE_FLOOR } from '../queries/figure.ts';
import { LAUNCH_AGES } from '../queries/launch.ts';
import { roundPeople, SEGMENT_FLOOR } from '../queries/privacy.ts';
import { TERMS } from '../queries/terms.ts';

const term = (id: string) => TERMS.find((one) => one.id === id)?.definition;
const percent = (share: number) => `${Math.round(share * 100)} %`;
const deadlineDays = DEADLINE_MS / 86_400_000;

describe('the words of the dictionary', () => {
  it('name the numbers that are computed with', () => {
    expect(METRICS.starters.definition).toContain(STARTER_MS === 120_000 ? 'two minutes' : `${STARTER_MS} ms`);
    expect(METRICS.watchers.definition).toContain(`at least ${percent(WATCHED)}`);
    expect(METRICS.completers.definition).toContain(`at least ${percent(COMPLETED)}`);
    expect(METRICS.completers.definition).toContain(`${deadlineDays} days after their first start`);
    expect(term('deadline')).toContain(`within ${deadlineDays} days of their first start`);
    expect(METRICS.hooked.definition).toContain(`fewer than ${RATE_FLOOR} such watchers`);
    expect(term('floor')).toContain(`under ${SEGMENT_FLOOR} viewers`);
    expect(term('floor')).toContain(`fewer than ${RATE_FLOOR} people`);
    expect([term('floor'), roundPeople(104), roundPeople(106)]).toEqual([expect.stringContaining('in tens'), 100, 110]);
    expect(term('launch_curve')).toContain(`to day ${(LAUNCH_AGES.at(-1) ?? 0) / 24}`);
  });
  it('say of both completions that their clock may start with the last release, and who is in neither part', () => {
    for (const metric of [METRICS.completion_7d, METRICS.completion_28d]) {
      expect(metric.definition).toContain('the last episode asked of them comes out, if that is later');
      expect(metric.denominator).toContain('starters whose clock started');
      expect(metric.denominator).toContain('in neither part');
    }
  });
});
