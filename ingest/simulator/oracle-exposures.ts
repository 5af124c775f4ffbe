import { PROMO_ACTIONS } from '../contract/vocabulary.ts';
import type { KnownPromo, MediaKind, PromoAction, ToldPromo } from './oracle-promo.ts';

/** The way through an asset, in order. */
export const STEPS = ['impression', 'start', 'q25', 'q50', 'q75', 'complete'] as const;
type Step = (typeof STEPS)[number];

/** An asset that was shown once to a viewer, with what became of it. */
export interface Exposure {
  readonly assetId: string;
  readonly titleId: string;
  readonly channel: string;
  readonly viewerId: string;
  readonly kind: MediaKind;
  /** Of its first record. */
  readonly atMs: number;
  /** When each step was reached by playing; what was skipped over, and what comes after that, is not in it. */
  readonly reached: ReadonlyMap<PromoAction, number>;
}

/**
 * The exposures of viewers. No record says which exposure it belongs to, so the records of a viewer, asset and channel are
 * taken in order of time: an impression begins one, and so does a start when the last exposure has one already (played
 * again); what comes before either belongs to one of its own. Likes, shares, list adds and reminders begin none.
 */
export function exposuresOfViewers(promo: Pick<KnownPromo, 'events'>): Exposure[] {
  const known = promo.events.filter(({ viewerId, action }) => viewerId !== null && isStep(action));
  const groups = Map.groupBy(known, ({ assetId, titleId, channel, viewerId }) =>
    JSON.stringify([assetId, titleId, channel, viewerId]),
  );
  return [...groups.values()].flatMap((group) => split(group).map(gather));
}

const isStep = (action: PromoAction): action is Step => (STEPS as readonly PromoAction[]).includes(action);

/** By time, then by the way through the asset, then by id. */
export const inOrder = (a: ToldPromo, b: ToldPromo): number =>
  a.atMs - b.atMs || PROMO_ACTIONS[a.action] - PROMO_ACTIONS[b.action] || (a.eventId < b.eventId ? -1 : 1);

function split(group: readonly ToldPromo[]): ToldPromo[][] {
  const exposures: ToldPromo[][] = [];
  for (const event of group.toSorted(inOrder)) {
    const open = exposures.at(-1);
    const begins =
      open === undefined ||
      event.action === 'impression' ||
      (event.action === 'start' && open.some(({ action }) => action === 'start'));
    if (begins) exposures.push([event]);
    else open.push(event);
  }
  return exposures;
}

function gather(events: readonly ToldPromo[]): Exposure {
  const [first] = events;
  if (first === undefined || first.viewerId === null) throw new RangeError('An exposure has a record of its viewer.');
  const { assetId, titleId, channel, viewerId, kind, atMs } = first;
  const reached = new Map<PromoAction, number>();
  for (const step of STEPS) {
    const event = events.find(({ action }) => action === step);
    if (event !== undefined) reached.set(step, event.atMs);
    // An impression is not needed to play; every other step has those before it, or was skipped to.
    else if (step !== 'impression') break;
  }
  return { assetId, titleId, channel, viewerId, kind, atMs, reached };
}
