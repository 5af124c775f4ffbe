import { describe, expect, it } from 'vitest';
import type { EventRecord, PromoDailyRecord, PromoRecord } from '../contract/records.ts';
import { createAudience } from './audience.ts';
import { DAY_MS, HOUR_MS } from './clock.ts';
import { historyBatches } from './history.ts';
import { conversion, holdoutLift } from './oracle-conversion.ts';
import { placings, promoFunnel } from './oracle-promo-counts.ts';
import { knownPromo } from './oracle-promo.ts';
import { realisedTruth } from './oracle.ts';
import { conversionTruthOf, upliftTruthOf } from './truth-campaign.ts';

const END_MS = Date.UTC(2026, 4, 20, 17, 21, 43, 210);
const audience = createAudience({ seed: 7, startMs: END_MS - 56 * DAY_MS, endMs: END_MS, scale: 0.3 });
const timeline = audience.open();
const title = audience.slate.find(({ id }) => id === 'nuit-sans-reseau');
if (title === undefined) throw new Error('The slate has no large launch of this name.');
/** Plays of one title only: the oracle is slow. */
const records = [...timeline.opening(), ...[...historyBatches(timeline, END_MS)].flatMap((batch) => batch.lines)]
  .filter((line) => !line.startsWith('{"type":"playback"') || line.includes(`"title_id":"${title.id}"`))
  .map((line) => JSON.parse(line) as EventRecord);
const promo = knownPromo(records);
const truth = realisedTruth(records);
const events = records.filter((record) => record.type === 'promo') as PromoRecord[];

describe('the campaigns of the slate', () => {
  it('use every kind of asset and channel, some with events and some with daily counts', () => {
    const forms = new Set([...promo.assets.values()].map(({ form }) => form));
    for (const form of ['trailer', 'teaser', 'clip', 'poster', 'press', 'interview', 'screening'])
      expect(forms).toContain(form);
    const sources = new Map(placings(promo).map(({ channel, source }) => [channel, source]));
    expect(Object.fromEntries(sources)).toEqual({
      'in-app': 'events',
      display: 'events',
      'shared-link': 'events',
      site: 'events',
      youtube: 'daily',
      instagram: 'daily',
      'social-ads': 'daily',
      press: 'daily',
      podcast: 'daily',
      cinema: 'daily',
    });
    expect(promo.leftOut).toEqual({ test: 0, unmatched: 0 });
  });

  it('lose viewers at every step of a funnel', () => {
    for (const placing of placings(promo).filter(({ titleId }) => titleId === title.id)) {
      const { impressions, starts, q25, q50, q75, completes } = promoFunnel(promo, placing);
      const steps = [impressions, starts, q25, q50, q75, completes].filter((count) => count !== null);
      if (placing.channel === 'site') steps.shift();
      expect(steps, placing.channel).toEqual(steps.toSorted((a, b) => b - a));
    }
  });

  it('are corrected by their channels, and paid, owned and earned', () => {
    const counts = records.filter((record) => record.type === 'promo_daily') as PromoDailyRecord[];
    expect(new Set(counts.map((count) => count.paid_owned_earned))).toEqual(new Set(['paid', 'owned', 'earned']));
    const identities = new Set(counts.map((each) => [each.asset_id, each.country, each.date, each.metric].join()));
    expect(counts.length - identities.size).toBeGreaterThan(counts.length / 50);
    expect(new Set(events.map((event) => event.paid_owned_earned))).toEqual(new Set(['paid', 'owned', 'earned']));
  });

  it('keep their holdout from what they show, whoever that is', () => {
    const exposed = new Set(promo.events.map(({ titleId, viewerId }) => `${titleId} ${viewerId}`));
    expect(promo.withheld.length).toBeGreaterThan(200);
    expect(promo.withheld.filter(({ titleId, viewerId }) => exposed.has(`${titleId} ${viewerId}`))).toEqual([]);
  });
});

describe('the truth of a campaign', () => {
  it('agrees with what was realised: conversion of the exposed and of the holdout, within four standard errors of both', () => {
    const days = [1, 7, 14, 28];
    const expected = conversionTruthOf(audience, title, days);
    for (const [index, each] of days.entries()) {
      const { exposed, withheld } = expected[index] ?? { exposed: NaN, withheld: NaN };
      const question = { titleId: title.id, days: each, asOfMs: END_MS };
      const realised = conversion(truth, promo, question);
      const lift = holdoutLift(truth, promo, question);
      expect(realised.exposed).toBeGreaterThan(200);
      expect(Math.abs(realised.converted / realised.exposed - exposed), `${each} days`).toBeLessThan(
        4.2 * Math.sqrt((exposed * (1 - exposed)) / realised.exposed),
      );
      const holdout = lift?.holdout ?? { n: 0, started: 0 };
      expect(Math.abs(holdout.started / holdout.n - withheld), `${each} days, withheld`).toBeLessThan(
        4.2 * Math.sqrt((withheld * (1 - withheld)) / holdout.n),
      );
      expect(exposed).toBeGreaterThan(1.15 * withheld);
    }
  });

  it('has milestones with and without an uplift, and the trailer on the site follows them', () => {
    const [stirring, idle] = title.campaign?.milestones ?? [];
    if (stirring === undefined || idle === undefined) throw new Error('A large launch has two milestones.');
    expect(upliftTruthOf(7, title, stirring.atMs, 3)).toBeGreaterThan(0.35);
    expect(upliftTruthOf(7, title, idle.atMs, 3)).toBe(0);
    const starts = (fromMs: number) =>
      events.filter(
        ({ channel, action, at, title_id: of }) =>
          of === title.id &&
          channel === 'site' &&
          action === 'start' &&
          Number(at) >= fromMs &&
          Number(at) < fromMs + DAY_MS,
      ).length;
    // The same hours and weekday a week before, and a week's growth.
    const rise = starts(stirring.atMs) / (starts(stirring.atMs - 7 * DAY_MS) * Math.exp(7 / 20));
    expect(rise).toBeGreaterThan(1.2);
    expect(title.campaign?.assets.every(({ liveMs }) => liveMs % HOUR_MS === 0)).toBe(true);
  });
});
