/** What pages and the read API receive: the shapes of the served numbers, with their interval, n, time and definition. */
import type { MetricId } from './definitions.ts';

/** A number that is shown. `value` null: not available, and `reason` says why; withheld: under the privacy floor. */
export interface Figure {
  metric: MetricId;
  version: number;
  value: number | null;
  /** Wilson 95 % interval for proportions, in the unit of value. */
  interval?: readonly [low: number, high: number];
  /** How many people (or plays) it rests on. */
  n?: number;
  /** Of a share: how many of them are in it. */
  count?: number;
  /** For maturing rates: people not in it yet. */
  maturing?: number;
  withheld?: true;
  reason?: string;
  asOfMs: number;
  /** Runtime is an estimate (importers mark it). */
  estimated?: true;
  /** What it is of, where that is more than the range asked for. */
  range?: Range;
}

export type Stage =
  'development' | 'pre-production' | 'production' | 'post-production' | 'marketing' | 'released' | 'unknown';

export interface TitleInfo {
  id: string;
  /** Display name of the film or show. */
  name: string;
  form: string;
  show: string;
  /** Null for films. */
  season: number | null;
  genres: string[];
  stage: Stage;
  premiereMs: number | null;
  /** Present runtime of the film, or of all episodes. */
  runtimeSeconds: number | null;
  runtimeEstimated: boolean;
  episodes: number;
  hub: string;
  simulated: boolean;
}

/** What names a title and no more: every page carries it of every title. */
export type ListedTitle = Pick<TitleInfo, 'id' | 'name' | 'season' | 'stage' | 'simulated'>;

export interface Milestone {
  id: string;
  titleId: string;
  form: string;
  name: string;
  atMs: number;
  note: string;
}

export interface TitleDetail extends TitleInfo {
  milestones: Milestone[];
  episodeList: {
    id: string;
    number: number;
    name: string;
    runtimeSeconds: number | null;
    runtimeEstimated: boolean;
    availableMs: number | null;
  }[];
  /** Runtimes that really changed, ascending: from when each is in force, the first from the beginning (0). A film's id is ''. */
  runtimeChanges: { episodeId: string; fromMs: number; runtimeSeconds: number }[];
}

/** Half-open range of instants. */
export interface Range {
  fromMs: number;
  toMs: number;
}

/**
 * A part of the audience; absent means all. Country and device may go together; a language, a plan or a preference stands
 * alone. Only whole weeks and the title's life are published of a part, of a preference the life only.
 */
export interface Filter {
  country?: string;
  device?: string;
  audio?: string;
  plan?: string;
  preference?: string;
}

export interface SlateRow {
  title: TitleInfo;
  /** By views of the range (hours where runtimes are unknown); null when nothing was viewed. */
  rank: number | null;
  previousRank: number | null;
  hours: Figure;
  views: Figure;
  viewers: Figure;
  starters: Figure;
  completion7d: Figure;
  shareOfSlate: Figure;
  /** Of all reviews and mentions of the title's life, whatever the range. */
  netSentiment: Figure;
  rating: Figure;
  /** As it stands, whatever the range. */
  buzzIndex: Figure;
  /** Hours by UTC day, the last 28 days, oldest first. */
  spark: { dayMs: number; hours: number }[];
  nextMilestone: Milestone | null;
}

export interface Slate {
  asOfMs: number;
  range: Range;
  /** The most watched first, at most 200, and what is ahead. */
  rows: SlateRow[];
  /** How many titles there are, also beyond the rows. */
  titles: number;
  /** How many of them were viewed in the range, and so have a rank. */
  ranked: number;
  /** Of all titles, also beyond the rows. */
  totals: {
    hours: Figure;
    /** Of the titles whose runtime is known. */
    views: Figure;
    viewers: Figure;
    starts: Figure;
    /** A person counts once a title. */
    starters: Figure;
  };
  /** The newest UTC hour in which anything was viewed, whatever the range; null when nothing ever was. */
  lastViewedMs: number | null;
  /** What changed since the day before, in sentences that the numbers carry. */
  findings: Finding[];
}

/** A sentence with the titles it is about; `strong` parts are drawn in weight. */
export interface Finding {
  titleId: string | null;
  parts: { text: string; strong?: boolean; tone?: 'good' | 'bad' | 'title' }[];
}

export interface TitleSummary {
  asOfMs: number;
  range: Range;
  filter: Filter;
  figures: {
    hours: Figure;
    views: Figure;
    viewers: Figure;
    starts: Figure;
    starters: Figure;
    watchers: Figure;
    completers: Figure;
    shareOfSlate: Figure;
    watching7d: Figure;
    watching28d: Figure;
    completion7d: Figure;
    completion28d: Figure;
    /** Of the range: of those whose seven days ended within it. */
    completionDue: Figure;
  };
  /** Plays and hours before the premiere (screeners), counted apart. */
  beforePremiere: { plays: number; hours: number };
  /** True when a filter widened the range to whole weeks. */
  snappedToWeeks: boolean;
  /** True when a filter is published of the title's life only, whatever range was asked for. */
  snappedToLife: boolean;
}

export type Grain = 'hour' | 'day' | 'week';

export interface SeriesPoint {
  /** Start of the bucket (in the zone asked for). */
  atMs: number;
  endMs: number;
  hours: number;
  starts: number;
  /** Whose first play of the title it was; of a segment that is not counted: null. */
  viewersNew: number | null;
  /** Whoever played, of a segment; of everybody null: hours do not add up to it. */
  viewers: number | null;
  /** Counted once, in the bucket they first were so. Null: withheld, as parts of a segment may be. */
  starters: number | null;
  watchers: number | null;
  completers: number | null;
  /** The bucket is still open. */
  open: boolean;
  /** The range holds a part of the bucket only, and so do these numbers. */
  partial?: true;
  withheld?: true;
  /** Why it is. */
  reason?: string;
}

export interface TitleSeries {
  asOfMs: number;
  grain: Grain;
  zone: string;
  points: SeriesPoint[];
}

/** Cumulative values at an age since the premiere. */
export interface LaunchPoint {
  /** Hours since the premiere instant: 1…168 hourly for the first week, then whole days. */
  ageHours: number;
  hours: number;
  views: number | null;
  viewers: number;
  starters: number;
  watchers: number;
  completers: number;
}

export type LaunchMetric = 'hours' | 'views' | 'viewers' | 'starters' | 'watchers' | 'completers';

export interface BandPoint {
  ageHours: number;
  low: number;
  mid: number;
  high: number;
}

export interface Launch {
  asOfMs: number;
  premiereMs: number | null;
  /** Hours since the premiere, null before or without one. */
  ageHours: number | null;
  points: LaunchPoint[];
  comparables: {
    /** By hand, or by the rule (same form and first genre: `drama series`; null without a genre). */
    chosen: { by: 'rule'; rule: string | null } | { by: 'hand'; who: string; atMs: number };
    titles: { id: string; name: string; season: number | null; ageHours: number }[];
    /** Chosen too, but not as far as the title yet (null: not watched at all), so not in the band. */
    waiting: { id: string; name: string; season: number | null; ageHours: number | null }[];
    /** Why there is no band, or what the band means. `quantiles`: P10, median, P90; `range`: lowest, median, highest; `titles`: fewer than five. */
    kind: 'quantiles' | 'range' | 'titles' | 'none';
    band: Partial<Record<LaunchMetric, BandPoint[]>>;
    /** Under five comparables: their own curves. */
    curves: { id: string; name: string; points: LaunchPoint[] }[];
    /** Beyond this age not every comparable has data. */
    solidToAgeHours: number;
  };
  /** Hours of each whole week since premiere ÷ the one before. */
  hold: { week: number; hours: number; hold: number | null; open: boolean }[];
}

/**
 * Where people leave a title: what the completion page shows. Every part is as of its oldest slice. Of a segment there are
 * average watched, retention, funnel and binge rate, made of people in tens.
 */
export interface Completion {
  asOfMs: number;
  /** The segment it is of: one dimension, or none for everybody. */
  filter: Filter;
  /** Mean of content watched over starters, with its standard-error interval. */
  averageWatched: Figure;
  retention: EpisodeRetention[];
  funnel: FunnelStep[];
  /** Index into `funnel` of the step that loses the largest share; null when there is none to tell. */
  dropOff: number | null;
  /** The first episode of which at least 70 % of the watchers completed the season within 28 days; null: none does, or not known yet. */
  hooked: { episodeId: string; number: number; name: string; share: Figure } | null;
  bingeRate: Figure;
  /** Median days from first day to completion day. */
  medianDays: Figure;
  hoursPerActiveDay: Figure;
  /** Devour from 2.5 hours per active viewer-day on, savour up to 1.75; null when not known. */
  pace: 'devour' | 'between' | 'savour' | null;
  episodesPerActiveDay: Figure;
  /** Where episodes come out over time: of the starters, those who have watched 90 % of what is out. */
  caughtUp: Figure | null;
}

/** What an episode is compared with: films, first episodes of seasons, or later ones. */
export type EpisodeKind = 'film' | 'first' | 'later';

/** One episode (or the film, id '') cell by cell; a cell is ten seconds of content. */
export interface EpisodeRetention {
  episodeId: string;
  number: number;
  name: string;
  runtimeSeconds: number;
  kind: EpisodeKind;
  /** Viewers of at least a second whose first play is at least 24 h old: the denominator of every cell. */
  n: number;
  /** Of a segment: fewer than the floor, or they would tell of others that few, so that neither they are told. */
  withheld?: true;
  /** Share of them who watched each cell, or null under the floor of rates. A cell is null where a segment withholds it. */
  shares: (number | null)[] | null;
  /** Wilson 95 % interval of each share. */
  intervals: ([low: number, high: number] | null)[] | null;
  /** Plays of each cell ÷ viewers of it; at least 1, more where people watch again. */
  rewatch: number[] | null;
  /** Median share of other titles’ episodes of the kind and of similar runtime at the same part of it, one value a cell; null under 5 such titles. */
  typical: number[] | null;
  moments: Moment[];
}

/** A place in an episode worth a word. */
export interface Moment {
  kind: 'intro' | 'dip' | 'spike';
  fromSeconds: number;
  toSeconds: number;
  /** Intro: retention at 30 s. Dip: share lost between the two ends. Spike: plays ÷ viewers at its top. */
  value: number;
}

/** One episode's step of the funnel: nested, so that it never rises. */
export interface FunnelStep {
  episodeId: string;
  number: number;
  name: string;
  /** Of the starters of episode 1, those who could have seen this one for at least 7 days. */
  n: number;
  /** Could not yet. */
  maturing: number;
  /** Of the n, those who came to the episode before; of the first: all. 0 where withheld. */
  atRisk: number;
  /** Share of the starters of episode 1 who came this far, with its 95 % interval. */
  share: Figure;
  /** Share of those who came to the episode before who were lost at this one. */
  lost: number | null;
}

/** What a title's figures can be filtered by: the values of each dimension with their viewers (null: withheld), most first. */
export type FilterOptions = Record<keyof Filter, { code: string; viewers: number | null }[]>;

/** The same of some titles: of how many of them a value is published, most first. */
export type SharedOptions = Record<keyof Filter, { code: string; titles: number; of: number }[]>;

/** What the last audit found: served numbers held against raw records. */
export interface AuditReport {
  ranAtMs: number;
  titles: number;
  /** Numbers compared, and those of them that differ. */
  compared: number;
  differing: number;
  /** Numbers that could not be compared: something of theirs was waiting to be counted, or too much to be read through. */
  skipped: number;
  seconds: number;
  /** Hours are milliseconds here. At most 100. */
  differences: { titleId: string; metric: string; scope: string; served: number; recomputed: number }[];
}

export interface Health {
  asOfMs: number;
  /** When a job last looked at freshness, unmatched titles, heartbeats, clocks, lateness and the store; null before it ever did. */
  checkedMs: number | null;
  /** Heartbeats, clocks and lateness are those of one viewer in so many; 1 is everybody. */
  sampledOneIn: number;
  freshness: {
    family: string;
    rows: number;
    lastReceivedMs: number | null;
    lastAtMs: number | null;
    lastHourRows: number;
  }[];
  unmatched: { titleId: string; plays: number; viewers: number; firstMs: number; lastMs: number }[];
  /** Episode ids that several titles have claimed, and whose each is now ('' for nobody's). */
  claimedTwice: { episodeId: string; titleIds: string[]; ownerId: string }[];
  heartbeat: { plays: number; withGaps: number; longestGapSeconds: number; window: string };
  clockSkew: { bucket: string; plays: number }[];
  lateArrival: { withinSeconds: number; label: string; share: number }[];
  rollup: {
    name: string;
    asOfMs: number | null;
    behindSegments: number;
    behindRows: number;
    /** When the oldest load that is not counted yet was loaded; null when all are. */
    oldestWaitingMs: number | null;
  }[];
  store: { table: string; rows: number; bytes: number; parts: number }[];
  /** Null before the first audit. */
  audit: AuditReport | null;
  /** Reviews and mentions: what reads them, and what it can't. */
  reception: {
    /** What reads texts: whose readings are served; '' before anything was read. */
    scorer: string;
    /** A reading of everything anew, by another one; null when none goes on. */
    scoring: { scorer: string; done: number; total: number } | null;
    /** Languages with texts, most first. */
    languages: { language: string; texts: number; noModel: number; unknownLanguage: number }[];
  };
}

/** Titles beside each other, all at one age since their premieres. */
export interface Comparison {
  asOfMs: number;
  /** Whose: everybody's if it is empty. */
  filter: Filter;
  /** How far the curves are looked at. */
  horizonHours: number;
  /**
   * The age all figures are at: the horizon, or as many whole hours as the youngest title is out before it. Null when none is
   * out for an hour, and of a segment, whose figures are of each title's life so far.
   */
  ageHours: number | null;
  titles: ComparedTitle[];
}

export interface ComparedTitle {
  title: TitleInfo;
  asOfMs: number;
  /** Its own age; null before its premiere, or without one. */
  ageHours: number | null;
  points: ComparedPoint[];
  figures: Record<ComparedFigure, Figure>;
}

/** Cumulative at an age: as of a launch; of a segment at the ends of its weeks, null from where they are not published on. */
export type ComparedPoint = { ageHours: number; /** Why it is not published. */ reason?: string } & Record<
  LaunchMetric,
  number | null
>;

export type ComparedFigure =
  LaunchMetric | 'segmentShare' | 'shareOfSlate' | 'completion7d' | 'completion28d' | 'holdWeek2';

/** A segment dimension, as the read API names it. */
export type SegmentDimension =
  'country' | 'region' | 'device' | 'audio' | 'age_band' | 'gender' | 'plan' | 'preference';

/** A part of a title's audience against all viewers. Withheld parts are there, without their numbers. */
export interface AudienceSegment {
  dimension: SegmentDimension;
  /** As it was sent; '' is not known, and for preferences: none. */
  value: string;
  /** Rounded to tens. */
  viewers: Figure;
  /** Share of the title's viewers, with its Wilson interval. */
  share: Figure;
  /** Affinity (by country: the territory index). */
  index: Figure;
}

/** Who a title is for. */
export interface TitleAudience {
  asOfMs: number;
  /** Null: the title's life. Else the Monday of the week, UTC. */
  weekMs: number | null;
  /** Distinct viewers of the period: not a segment, exact. */
  viewers: Figure;
  /** Mondays of the weeks that are published for at least one dimension, newest first. */
  weeks: number[];
  /** By dimension, then most viewers first; withheld ones last, by value. */
  segments: AudienceSegment[];
  /** Of titles that share at least 50 viewers, the 12 with the greatest lift. */
  overlaps: TitleOverlap[];
}

export interface TitleOverlap {
  titleId: string;
  name: string;
  season: number | null;
  /** Viewers of both, rounded to tens. */
  both: Figure;
  /** Of the viewers of either. */
  overlap: Figure;
  lift: Figure;
}

/** A genre in a part of the slate's audience. */
export interface PreferenceCell {
  genre: string;
  /** Null: everybody. */
  segment: { dimension: 'country' | 'age_band'; value: string } | null;
  /** Viewers who prefer it, rounded to tens. */
  viewers: Figure;
  /** Of the segment's viewers. */
  share: Figure;
  /** 100: as everybody. */
  index: Figure;
  /** Demand over offer. */
  gap: Figure;
}

/** What the audience of the slate wants. */
export interface SlateAudience {
  asOfMs: number;
  viewers: Figure;
  /** Genres of the slate with what it offers of them: their share of the running time that is out. */
  genres: { genre: string; offer: number; everybody: PreferenceCell }[];
  cells: PreferenceCell[];
  /** Cells with a gap of at least 1.5 whose interval lies above 1, the largest first. */
  underServed: PreferenceCell[];
  take: { surface: string; fraction: Figure }[];
}
