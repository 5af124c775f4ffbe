import { planCampaign, type Campaign } from './campaign.ts';
import { DAY_MS, HOUR_MS } from './clock.ts';

export type AssetForm = 'poster' | 'teaser' | 'trailer' | 'clip';
export type Releases = { readonly kind: 'at once' } | { readonly kind: 'weekly'; readonly atOnce: number };
export type Stage = 'development' | 'pre-production' | 'production' | 'post-production' | 'marketing' | 'released';

/** What is invented about a title, before it has a place in time. Shares are of 1, positions are shares of an episode. */
export interface TitleSketch {
  readonly id: string;
  readonly name: string;
  readonly form: 'film' | 'series' | 'documentary';
  readonly season?: number;
  readonly genres: readonly string[];
  readonly language: string;
  readonly country: string;
  readonly hub: string;
  /** Given for titles without a premiere; otherwise it follows from the premiere. */
  readonly stage?: Stage;
  readonly episodeMinutes: readonly number[];
  readonly releases: Releases;
  readonly assets: readonly AssetForm[];
  /** What happens on the way, and how many days before the anchor (negative: after). */
  readonly milestones?: readonly (readonly [form: string, daysBefore: number])[];
  /** Viewers who press play in the first eight weeks, at scale 1. */
  readonly arrivals: number;
  readonly decayDays: number;
  /** Share lost over one episode by a constant hazard. */
  readonly quit: number;
  readonly dip: { readonly at: number; readonly loss: number };
  readonly rewatchedScene: number;
  /** Share of those who finished an episode that ever go on to the next. */
  readonly onward: number;
  /** Share of those going on that do so at once (autoplay). */
  readonly binge: number;
  /** Mean days to the next session of those who stop. */
  readonly paceDays: number;
  /** Share of positive voices. */
  readonly liking: number;
  /** Outsiders gang up on it nine days after the premiere. */
  readonly reviewBomb?: true;
  /** Many of its own viewers say within hours, six days after the premiere, that it let them down. */
  readonly disappointment?: true;
}

export interface Episode {
  /** '' for a film. */
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly runtimeMs: number;
  readonly availableMs: number;
}

export interface Asset {
  readonly id: string;
  readonly form: AssetForm;
  readonly name: string;
  readonly channel: 'in-app' | 'youtube' | 'instagram';
  readonly liveMs: number;
  readonly runtimeMs: number;
}

export interface Milestone {
  readonly form: string;
  readonly atMs: number;
}

export interface SlateTitle extends Omit<TitleSketch, 'assets' | 'milestones' | 'stage'> {
  readonly index: number;
  /** Stage as of the anchor. */
  readonly stage: Stage;
  readonly premiereMs: number | null;
  readonly episodes: readonly Episode[];
  readonly assets: readonly Asset[];
  readonly milestones: readonly Milestone[];
  /** Of large launches. */
  readonly campaign: Campaign | null;
}

interface Placement {
  readonly index: number;
  readonly premiereMs: number | null;
  readonly milestones: readonly Milestone[];
  /** Shrinks a week between episodes in windows shorter than eight weeks. */
  readonly shrink: number;
  readonly anchorMs: number;
}

export function planTitle(sketch: TitleSketch, place: Placement): SlateTitle {
  const { premiereMs, shrink } = place;
  // A launch with a clip of its own is a large one.
  const isCampaign = premiereMs !== null && sketch.assets.includes('clip');
  return {
    ...sketch,
    index: place.index,
    stage: sketch.stage ?? stageAt(premiereMs, place.anchorMs),
    premiereMs,
    episodes: premiereMs === null ? [] : episodesOf(sketch, premiereMs, shrink),
    assets: premiereMs === null ? [] : assetsOf(sketch, premiereMs, shrink),
    milestones: premiereMs === null ? place.milestones : launchMilestones(premiereMs, shrink),
    campaign: isCampaign ? planCampaign(sketch.id, (days) => premiereMs - wholeHours(days * DAY_MS * shrink)) : null,
  };
}

function stageAt(premiereMs: number | null, instantMs: number): Stage {
  if (premiereMs === null) return 'development';
  if (premiereMs <= instantMs) return 'released';
  return premiereMs - instantMs < 14 * DAY_MS ? 'marketing' : 'post-production';
}

function episodesOf(sketch: TitleSketch, premiereMs: number, shrink: number): Episode[] {
  if (sketch.season === undefined) {
    return [
      {
        id: '',
        number: 0,
        name: sketch.name,
        runtimeMs: runtime(sketch.episodeMinutes[0] ?? 90, 0),
        availableMs: premiereMs,
      },
    ];
  }
  return sketch.episodeMinutes.map((minutes, index) => ({
    id: `${sketch.id}-e${String(index + 1).padStart(2, '0')}`,
    number: index + 1,
    name: `${EPISODE_NAMES[(index + sketch.id.length) % EPISODE_NAMES.length]}`,
    runtimeMs: runtime(minutes, index + 1),
    availableMs: premiereMs + weeksLater(sketch.releases, index) * wholeHours(7 * DAY_MS * shrink),
  }));
}

/** Real runtimes are not whole minutes: a few seconds that follow from the number. */
function runtime(minutes: number, number: number): number {
  return minutes * 60_000 + ((number * 17) % 60) * 1_000;
}

function weeksLater(releases: Releases, index: number): number {
  return releases.kind === 'weekly' ? Math.max(0, index + 1 - releases.atOnce) : 0;
}

function wholeHours(durationMs: number): number {
  return Math.max(1, Math.round(durationMs / HOUR_MS)) * HOUR_MS;
}

const EPISODE_NAMES: readonly string[] = [
  'Low Water',
  'The Second Key',
  'Crossing',
  'What the Tide Kept',
  'A Borrowed Coat',
  'Échos',
  'Thirteen Steps',
  '雨の音',
  'Inventory',
  'Homeward',
  'Glass',
  'The Long Table',
];

/** Days before the premiere at which an asset goes live, its length, and where it runs. */
const ASSET_PLAN: Readonly<
  Record<AssetForm, { readonly daysBefore: number; readonly seconds: number; readonly channel: Asset['channel'] }>
> = {
  poster: { daysBefore: 21, seconds: 0, channel: 'instagram' },
  teaser: { daysBefore: 17, seconds: 48, channel: 'youtube' },
  trailer: { daysBefore: 9, seconds: 134, channel: 'in-app' },
  clip: { daysBefore: 4, seconds: 75, channel: 'in-app' },
};

function assetsOf(sketch: TitleSketch, premiereMs: number, shrink: number): Asset[] {
  return sketch.assets.map((form) => {
    const plan = ASSET_PLAN[form];
    return {
      id: `${sketch.id}-${form}`,
      form,
      name: `${sketch.name}: ${form}`,
      channel: plan.channel,
      liveMs: premiereMs - wholeHours(plan.daysBefore * DAY_MS * shrink),
      runtimeMs: plan.seconds * 1_000,
    };
  });
}

function launchMilestones(premiereMs: number, shrink: number): Milestone[] {
  return [
    { form: 'picture lock', atMs: premiereMs - wholeHours(50 * DAY_MS * shrink) },
    { form: 'press screening', atMs: premiereMs - wholeHours(6 * DAY_MS * shrink) },
    { form: 'premiere', atMs: premiereMs },
  ];
}
