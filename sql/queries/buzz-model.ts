/** What a campaign does for a title: what the buzz pages and the read API receive. */
import type { CONVERSION_DAYS } from './conversion.ts';
import type { Figure, Milestone, Range, TitleInfo } from './read-model.ts';

/** Who put an asset before people. `unknown`: the sender does not say; exports of channels never do. */
export const MEDIA_KINDS = ['paid', 'owned', 'earned', 'unknown'] as const;
export type MediaKind = (typeof MEDIA_KINDS)[number];

export type ConversionDays = (typeof CONVERSION_DAYS)[number];

/** Which of the exposures that came before a start has led to it: the first, the last, or all in equal parts. */
export const CREDITS = ['first', 'last', 'linear'] as const;
export type Credit = (typeof CREDITS)[number];

/** The way through an asset, in order. A step counts only with those before it (an impression is not needed to play). */
export const PROMO_STEPS = ['impressions', 'starts', 'q25', 'q50', 'q75', 'completes'] as const;
export type PromoStep = (typeof PROMO_STEPS)[number];

/** The campaign of one title. */
export interface TitleBuzz {
  titleId: string;
  asOfMs: number;
  /** Nothing was ever shown, exported or said of it, or not counted yet. */
  empty: boolean;
  /** Something that may tell of it waits to be counted; asked of an empty one only. */
  counting: boolean;
  premiereMs: number | null;
  /** Whole days, rounded up; negative after the premiere; null without one. */
  daysToPremiere: number | null;
  figures: BuzzFigures;
  /** Those that went live last first; those without a time last. */
  assets: PromoAsset[];
  /** In the order of {@link MEDIA_KINDS}; only kinds that something is told of. */
  kinds: KindTotals[];
  velocity: { views: Velocity; mentions: Velocity };
  voice: ShareOfVoice;
  index: BuzzCourse;
  /** In the order of {@link CONVERSION_DAYS}. */
  conversion: Conversion[];
  /** Oldest first. */
  milestones: MilestoneUplift[];
}

/** The strip of the page. */
export interface BuzzFigures {
  /** Of all assets on all channels, by each channel's rule. */
  views: Figure;
  /** Completes ÷ impressions of all placings that know both; n: impressions. */
  viewThrough: Figure;
  mentions: Figure;
  listAdds: Figure;
  reminders: Figure;
  /** Of the last seven days. */
  shareOfVoice: Figure;
  /** Net sentiment of mentions; n: scored texts. */
  mentionSentiment: Figure;
  buzzIndex: Figure;
  conversion7d: Figure;
  /** Of everything exported; null where no export has a cost. In the currency of the exports, which do not say it. */
  cost: number | null;
}

/** A trailer, teaser, clip, poster, press item, interview or screening. */
export interface PromoAsset {
  id: string;
  /** The id where the catalogue does not know it. */
  name: string;
  /** As it was sent: `trailer`, `teaser`, `clip`, `poster`, `press`, `interview`, `screening` …; '' not known. */
  form: string;
  liveMs: number | null;
  /** False: events name it, and the catalogue does not. */
  described: boolean;
  /** Most views first. Empty: nothing has happened to it yet. */
  placings: PromoPlacing[];
}

/** An asset on a channel. */
export interface PromoPlacing {
  /** '' where the sender does not say. */
  channel: string;
  /**
   * What its counts are made of: what players reported, or the channel's own daily export. Never both: they tell of the same
   * plays, and where there is an export of anything played it wins.
   */
  source: 'events' | 'daily';
  /** Last UTC day of the export; null for events. */
  exportedToMs: number | null;
  /** The channel's own rule of a view as it was sent, '' where none was: a view is then a start. */
  viewRule: string;
  /** What a view needs by that rule. */
  viewAt: 'impression' | 'start' | 'q25' | 'q50' | 'q75' | 'complete';
  views: Figure;
  /** Views in the 24 hours after it went live. Null value before they have passed (see reason); `estimated` from days of an export. */
  views24h: Figure;
  /** Counts of each step; null: the export does not say. */
  funnel: Record<PromoStep, number | null>;
  /** Completes ÷ impressions; n: impressions. An interval only where viewers are known: they are what is independent. */
  viewThrough: Figure;
  /** Completes ÷ starts; n: starts. */
  completion: Figure;
  likes: number | null;
  shares: number | null;
  /** Null: not exported. In the currency of the export. */
  cost: number | null;
}

/** Paid, owned and earned apart: what events and exports say; null: only exports tell of it, and none counts that. */
export interface KindTotals {
  kind: MediaKind;
  impressions: number | null;
  starts: number | null;
  views: number | null;
  completes: number | null;
}

/** How fast something comes. */
export interface Velocity {
  /** Of the last UTC hour that has ended. Null value where only exports tell of it, which have no hours. */
  perHour: Figure;
  hourMs: number;
  /** As a multiple of the hour before it; null after an hour of none. */
  change: number | null;
  /** The UTC hour that is still open; its count so far. Null where only exports tell of it. */
  open: VelocityPoint | null;
  /** The last 7 days by hour without gaps, oldest first, the open hour last; empty where only exports tell of it. */
  hours: VelocityPoint[];
  /** Since the campaign began (at most 400 days) by UTC day without gaps, the open day last. Of views: exported days too. */
  days: VelocityDay[];
  /** Of the hours, those that are spikes, the newest first. */
  spikes: VelocityPoint[];
  /**
   * The last UTC day that exports tell of, whose views are in `days` only; null: there is no export. What later days have in
   * exports is not known yet.
   */
  exportedToMs: number | null;
}

export interface VelocityPoint {
  atMs: number;
  endMs: number;
  count: number;
  open: boolean;
  /** Far above what this hour of the week usually has. Days are not judged. */
  spike: { expected: number; score: number } | null;
}

export interface VelocityDay extends Omit<VelocityPoint, 'count'> {
  /** Null: nobody has told of it yet. */
  count: number | null;
}

/** A title's mentions ÷ those of all titles of the catalogue. */
export interface ShareOfVoice {
  window: Range;
  /** n: mentions of all titles; authors are what is independent. */
  share: Figure;
  mentions: number;
  /** The title among the most mentioned ones of the window, most first, at most 8. */
  titles: { titleId: string; name: string; season: number | null; mentions: number; share: number }[];
}

/** The buzz index as it stands, and how it came to it. */
export interface BuzzCourse {
  /** 1: typical of the genre at as many days to the premiere. Null value with a reason where it can't be told. */
  now: Figure;
  /** The title's genre that it is compared within; null without one. */
  genre: string | null;
  /** What the index is the geometric mean of; null without one. */
  multiples: Record<'views' | 'mentions' | 'listAdds', BuzzPart> | null;
  /** How many titles the medians are of. */
  comparables: number;
  /** Day by day towards the premiere (120 days before at most) and up to 28 days after it, oldest first. */
  days: BuzzDay[];
}

export interface BuzzPart {
  /** So far. */
  value: number;
  /** Of the comparables at the same number of days to their premieres. */
  median: number;
  /** (value + 1) ÷ (median + 1). */
  multiple: number;
}

export interface BuzzDay {
  /** Whole days to the premiere; negative after it. */
  daysBefore: number;
  atMs: number;
  /** Null: fewer than three others have come as near to theirs, or it has no genre. */
  index: number | null;
  multiples: Record<'views' | 'mentions' | 'listAdds', number> | null;
  comparables: number;
}

/** What exposures to the campaign came to within some days. Only viewers who are told apart: channels without viewer ids have none. */
export interface Conversion {
  days: ConversionDays;
  /** Viewers with an exposure that is at least so old (before the premiere: counted from it). */
  exposed: number;
  converted: number;
  /** Too young to tell; had started before they were exposed; are of the holdout: in neither part. */
  maturing: number;
  started: number;
  inHoldout: number;
  /** Converted ÷ exposed, Wilson interval. */
  rate: Figure;
  /**
   * `lift`: a holdout is declared, and the difference is what the campaign did. `association`: none is, and who was exposed may
   * have started anyway.
   */
  word: 'lift' | 'association';
  lift: Lift | null;
  /** Why there is no lift; null where there is one. */
  whyNoLift: string | null;
  /** In the order of {@link MEDIA_KINDS}; only kinds somebody was exposed by. */
  kinds: ConversionByKind[];
  /** Most exposed first, then those of which nothing is told; a viewer may be exposed to several assets. */
  assets: ConversionByAsset[];
}

/** Exposed viewers beside those of the holdout. */
export interface Lift {
  exposed: { n: number; started: number };
  holdout: { n: number; started: number };
  /** Rate of the exposed ÷ rate of the holdout, with its interval on the log scale. */
  ratio: Figure;
  /** Rate of the exposed − rate of the holdout, with Newcombe's interval; a share, −1…1. */
  difference: Figure;
}

export interface ConversionByKind {
  kind: MediaKind;
  /** Viewers with an old enough exposure of the kind, in tens; one may be in several. Null: withheld, with all that follows from it. */
  exposed: number | null;
  /** How many of the conversions are its own, by each credit, in tens. Null: withheld. */
  credited: Record<Credit, number | null>;
  /** Credited ÷ exposed. */
  rate: Record<Credit, Figure>;
}

export interface ConversionByAsset {
  assetId: string;
  name: string;
  /** In tens. Null: withheld, with all that follows from it. */
  exposed: number | null;
  converted: number | null;
  maturing: number | null;
  rate: Figure;
  /** Against those who were kept from this asset; null without any, and where any of it is withheld. */
  lift: Lift | null;
}

/** What happened after a milestone against what would have happened without it. */
export interface MilestoneUplift {
  milestone: Milestone;
  /** By what it is told. */
  metric: 'views' | 'mentions' | 'listAdds';
  /** What is compared with the expected course; null when there is none. */
  window: Range | null;
  observed: number | null;
  expected: number | null;
  /** Observed ÷ expected − 1, with its 95 % interval (`reason` where there is none: too short, too near another, ahead). */
  uplift: Figure;
  /** Null where there is no uplift. */
  course: UpliftCourse | null;
}

/** Hour by hour of the window of an uplift, oldest first. */
export interface UpliftCourse {
  fromMs: number;
  observed: readonly number[];
  expected: readonly number[];
  /** Ends of the 95 % interval of what was to be expected, as multiples of it. */
  interval: readonly [low: number, high: number];
}

/** All campaigns beside each other. */
export interface SlateBuzz {
  asOfMs: number;
  window: Range;
  /** By days to premiere, those ahead first (the nearest first), then the released ones (the latest first), then those without a premiere. */
  rows: SlateBuzzRow[];
  /** Titles with a campaign, also beyond the rows (at most 200). */
  titles: number;
  totals: { views: Figure; mentions: Figure; listAdds: Figure };
}

/** Which hour is far above what is usual: the open one, or else the last that has ended. */
export type Spiking = 'now' | 'last' | null;

export interface Speed {
  /** Of the last UTC hour that has ended; null where only exports tell of it, which have no hours. */
  perHour: number | null;
  /** As a multiple of the hour before it; null after an hour of none. */
  change: number | null;
  /** Of the hour that is open, so far. */
  open: number | null;
  spike: Spiking;
}

export interface SlateBuzzRow {
  title: TitleInfo;
  asOfMs: number;
  daysToPremiere: number | null;
  views: Figure;
  mentions: Figure;
  listAdds: Figure;
  velocity: Record<'views' | 'mentions', Speed>;
  buzzIndex: Figure;
  shareOfVoice: Figure;
  mentionSentiment: Figure;
  conversion7d: Figure;
  nextMilestone: Milestone | null;
  /** Views and mentions by UTC day, the last 28 days, oldest first. Null views: nobody has told of that day yet. */
  spark: { dayMs: number; views: number | null; mentions: number }[];
  /** The last UTC day that exports tell views of; null: there is no export. Views of later days are without them. */
  exportedToMs: number | null;
}
