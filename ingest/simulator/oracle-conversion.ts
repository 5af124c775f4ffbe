import { DAY_MS, hourOf } from './clock.ts';
import { exposuresOfViewers, type Exposure } from './oracle-exposures.ts';
import type { KnownPromo, MediaKind, ToldPromo } from './oracle-promo.ts';
import type { RealisedTruth } from './oracle.ts';

/** Which of the exposures that came before a start has led to it: the first, the last, or all in equal parts. */
export type Credit = 'first' | 'last' | 'linear';

export interface Conversion {
  /** Viewers with an exposure that is old enough. */
  readonly exposed: number;
  /** Of them, those who started within the days of such an exposure. */
  readonly converted: number;
  /** Viewers all of whose exposures are younger: in neither part. */
  readonly maturing: number;
  /** Viewers who had started before they were exposed: in neither part. */
  readonly started: number;
  /** Viewers of the holdout who were exposed after all: they count there alone, as they were chosen. */
  readonly inHoldout: number;
  /** By paid, owned and earned: viewers exposed by it (one may be in several), and what of the conversions is its credit. */
  readonly byKind: ReadonlyMap<MediaKind, { exposed: number; credited: number }>;
}

export interface Question {
  readonly titleId: string;
  /** The dictionary's are 1, 7, 14 and 28. */
  readonly days: number;
  readonly asOfMs: number;
  readonly credit?: Credit;
  /** Only exposures to it. */
  readonly assetId?: string;
}

/**
 * Conversion of a title's exposures into starts. Starts are known by the UTC hour, so all is told in hours: an exposure comes
 * before a start that is in its hour or later, its clock begins with its hour (before the premiere, with the premiere's), and it
 * converts when the start is in one of the next 24 × days hours. It is old enough when those have passed. Only viewers are
 * told apart: what happened without a viewer is in no part, and a channel that has none has no conversion. It is so whatever
 * counts the plays: an export knows no viewers. Where the premiere moved, the newest counts.
 */
export function conversion(truth: RealisedTruth, promo: KnownPromo, question: Question): Conversion {
  const withheld = new Set(ofTitle(promo.withheld, question).map(({ viewerId }) => viewerId));
  const exposures = exposuresOfViewers({ events: ofTitle(promo.events, question) });
  const inHoldout = new Set(exposures.map(({ viewerId }) => viewerId)).intersection(withheld).size;
  const open = exposures.filter(({ viewerId }) => !withheld.has(viewerId));
  return { ...converted(truth, open, question), inHoldout };
}

export interface Lift {
  readonly exposed: { readonly n: number; readonly started: number };
  readonly holdout: { readonly n: number; readonly started: number };
}

/**
 * Exposed viewers beside those of the declared holdout, who count from when they would have been exposed; null where none was
 * declared: what the exposed do is then an association, and no lift is told.
 */
export function holdoutLift(truth: RealisedTruth, promo: KnownPromo, question: Question): Lift | null {
  const withheld = ofTitle(promo.withheld, question);
  if (withheld.length === 0) return null;
  const held = converted(truth, exposuresOfViewers({ events: withheld }), question);
  const { exposed, converted: started } = conversion(truth, promo, question);
  return { exposed: { n: exposed, started }, holdout: { n: held.exposed, started: held.converted } };
}

const ofTitle = (all: readonly ToldPromo[], { titleId, assetId }: Question): ToldPromo[] =>
  all.filter((told) => told.titleId === titleId && (assetId === undefined || told.assetId === assetId));

function converted(
  truth: RealisedTruth,
  exposures: readonly Exposure[],
  { titleId, days, asOfMs, credit = 'last' }: Question,
): Omit<Conversion, 'inHoldout'> {
  const premiereMs = truth.titles.get(titleId)?.premiereMs ?? -Infinity;
  const startHourOf = new Map(
    truth.outcomes
      .filter((outcome) => outcome.titleId === titleId && outcome.starterHourMs !== null)
      .map((outcome) => [outcome.viewerId, outcome.starterHourMs ?? Infinity]),
  );
  const clockOf = ({ atMs }: Exposure) => hourOf(Math.max(atMs, premiereMs));
  const counts = { exposed: 0, converted: 0, maturing: 0, started: 0 };
  const byKind = new Map<MediaKind, { exposed: number; credited: number }>();
  const ofKind = (kind: MediaKind) => {
    const known = byKind.get(kind) ?? { exposed: 0, credited: 0 };
    byKind.set(kind, known);
    return known;
  };
  for (const [viewerId, own] of Map.groupBy(exposures, (exposure) => exposure.viewerId)) {
    const startHourMs = startHourOf.get(viewerId) ?? Infinity;
    const before = own.filter(({ atMs }) => hourOf(atMs) <= startHourMs);
    const old = before.filter((exposure) => clockOf(exposure) + days * DAY_MS <= asOfMs);
    if (before.length === 0) counts.started += 1;
    else if (old.length === 0) counts.maturing += 1;
    else {
      counts.exposed += 1;
      for (const kind of new Set(old.map((exposure) => exposure.kind))) ofKind(kind).exposed += 1;
      const leading = old
        .filter((exposure) => startHourMs < clockOf(exposure) + days * DAY_MS)
        .toSorted((a, b) => a.atMs - b.atMs || (a.assetId + a.channel < b.assetId + b.channel ? -1 : 1));
      if (leading.length > 0) counts.converted += 1;
      for (const { kind, part } of credits(leading, credit)) ofKind(kind).credited += part;
    }
  }
  return { ...counts, byKind };
}

function credits(leading: readonly Exposure[], credit: Credit): { kind: MediaKind; part: number }[] {
  const chosen = credit === 'linear' ? leading : leading.slice(...(credit === 'first' ? [0, 1] : [-1]));
  return chosen.map(({ kind }) => ({ kind, part: 1 / chosen.length }));
}
