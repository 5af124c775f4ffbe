import type { EventRecord } from '../contract/records.ts';
import { DAY_MS, HOUR_MS, hourOf } from './clock.ts';
import { between, chance, exponential, pick, randomOf, wholeBetween, type Random } from './random.ts';

/** A small campaign and what it leads to, before chance. */
export interface DrawnCampaign {
  readonly titleId: string;
  /** Share of the exposed who start within some days of their exposure or the premiere; of those kept from it. */
  conversionWithin(days: number): number;
  holdoutWithin(days: number): number;
}

export interface DrawnCampaigns {
  readonly records: readonly EventRecord[];
  readonly campaigns: readonly DrawnCampaign[];
  /** Every exposure is more than 28 days old by then. */
  readonly asOfMs: number;
}

const PREMIERE_MS = Date.UTC(2026, 2, 5, 8);
const SHOWN_BEFORE_MS = 12 * DAY_MS;
const SHOWN_AFTER_MS = 20 * DAY_MS;
const KINDS = ['paid', 'owned', 'earned'] as const;

/**
 * Campaigns of a film each, as records: viewers who are shown a trailer before and after the premiere, viewers who are kept
 * from it, and who of them starts the film, some of them weeks later. A function of its arguments.
 */
export function drawCampaigns(seed: number, count: number): DrawnCampaigns {
  const drawn = Array.from({ length: count }, (_, index) => drawCampaign(randomOf(seed, 102, index), `film-${index}`));
  return {
    records: drawn.flatMap(({ records }) => records),
    campaigns: drawn.map(({ campaign }) => campaign),
    asOfMs: PREMIERE_MS + SHOWN_AFTER_MS + 30 * DAY_MS,
  };
}

/** Some people: how many of them ever start, and after how long. */
interface Inclined {
  readonly share: number;
  readonly meanDays: number;
}

const within = ({ share, meanDays }: Inclined, days: number) => share * (1 - Math.exp(-days / meanDays));

function drawCampaign(random: Random, titleId: string): { campaign: DrawnCampaign; records: EventRecord[] } {
  const meanDays = between(random, 1, 12);
  const exposed: Inclined = { share: between(random, 0.03, 0.55), meanDays };
  // Some campaigns add nothing.
  const holdout = chance(random, 0.3) ? exposed : { share: exposed.share * between(random, 0.3, 1), meanDays };
  const records: EventRecord[] = [
    { type: 'catalog', kind: 'title', id: titleId, premiere_at: PREMIERE_MS, runtime_s: 5_400, updated_at: 1 },
    { type: 'catalog', kind: 'asset', id: `${titleId}-trailer`, title_id: titleId, channel: 'app', updated_at: 1 },
  ];
  const people = (number: number, inclined: Inclined, isHeld: boolean) => {
    for (let person = 0; person < number; person += 1)
      records.push(...tellPerson(random, titleId, `${isHeld ? 'held' : 'shown'}-${person}`, inclined, isHeld));
  };
  people(wholeBetween(random, 30, 180), exposed, false);
  people(wholeBetween(random, 30, 120), holdout, true);
  return {
    campaign: {
      titleId,
      conversionWithin: (days) => within(exposed, days),
      holdoutWithin: (days) => within(holdout, days),
    },
    records,
  };
}

/** A viewer who is shown the trailer (or kept from it), once or twice before the premiere or once after it, and what follows. */
function tellPerson(
  random: Random,
  titleId: string,
  name: string,
  { share, meanDays }: Inclined,
  isHeld: boolean,
): EventRecord[] {
  const shownMs = Math.round(PREMIERE_MS - SHOWN_BEFORE_MS + random.next() * (SHOWN_BEFORE_MS + SHOWN_AFTER_MS));
  const viewer = `${titleId}-${name}`;
  const show = (atMs: number, place: string): EventRecord => ({
    ...{ type: 'promo', event_id: `${viewer}-${place}`, asset_id: `${titleId}-trailer`, title_id: titleId },
    ...{ viewer_id: viewer, action: 'impression', channel: 'app', paid_owned_earned: pick(random, KINDS), at: atMs },
    ...(isHeld && { holdout: true }),
  });
  const records = [show(shownMs, 'first')];
  if (shownMs < PREMIERE_MS - DAY_MS && chance(random, 0.4)) records.push(show(shownMs + 5 * HOUR_MS, 'again'));
  if (!chance(random, share)) return records;
  // In whole hours after the hour in which the clock begins, and early enough in one to be a start before it ends.
  const clockMs = hourOf(Math.max(shownMs, PREMIERE_MS));
  const startedMs =
    clockMs + Math.floor(exponential(random, meanDays * 24)) * HOUR_MS + wholeBetween(random, 0, 57) * 60_000;
  const play = {
    type: 'playback',
    play_id: viewer,
    viewer_id: viewer,
    title_id: titleId,
    started_at: startedMs,
  } as const;
  return [
    ...records,
    { ...play, seq: 0, action: 'start', at: startedMs, position_s: 0, played_s: 0 },
    { ...play, seq: 1, action: 'end', at: startedMs + 120_000, from_s: 0, position_s: 120, played_s: 120 },
  ];
}
