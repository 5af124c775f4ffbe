import type { Family } from './families.ts';
import type { Field } from './fields.ts';
import {
  CATALOG_KINDS,
  DEVICES,
  MEDIA_KINDS,
  ORIGINS,
  PLAYBACK_ACTIONS,
  PROMO_ACTIONS,
  STAGES,
  type Vocabulary,
} from './vocabulary.ts';

/**
 * The contract: which fields a record of each type has. Types, JSON Schema and validation come from this table. Fields
 * are checked in this order; the first that is wrong names the rejection.
 */
export interface Shape {
  readonly family: Family;
  /** The record's identity: the same identity with the same body is a duplicate, with another body a correction. */
  readonly identity: readonly string[];
  readonly about: string;
  readonly fields: Readonly<Record<string, Field>>;
}

const DAY_SECONDS = 86_400;
const U16 = 65_535;
const U32 = 4_294_967_295;
const TEXT_BYTES = 65_536;

const short = { kind: 'label', maxCharacters: 64 } as const;
const name = { kind: 'label', maxCharacters: 512 } as const;
const flag = { kind: 'flag' } as const;
const instant = { kind: 'instant' } as const;
const country = { kind: 'country' } as const;
const language = { kind: 'language' } as const;
const text = { kind: 'text', maxBytes: TEXT_BYTES } as const;
const viewer = { kind: 'person', role: 'viewer', column: 'viewer' } as const;
const author = { kind: 'person', role: 'author', column: 'author' } as const;
const title = { kind: 'id', column: 'title', about: 'A film, or one season of a series.' } as const;
const at = { kind: 'instant', required: true, about: 'When it happened.' } as const;
const received = {
  source: { ...short, about: 'App or importer that sent the record.' },
  test: { ...flag, about: 'Kept, and left out of every number.' },
} as const;
const corrected = {
  updated_at: { ...instant, about: 'Of two bodies under one identity the later one wins. Absent: the time of `at`.' },
  deleted: { ...flag, about: 'The record is withdrawn.' },
  ...received,
} as const;

const runtime = {
  kind: 'seconds',
  // A whole season may be given; 1,000 hours still fit 32 bits of milliseconds.
  min: 0,
  max: 3_600_000,
  column: 'runtime_ms',
  about: 'Length of the content, seconds; 0 or absent: unknown.',
} as const;

const catalogId = { kind: 'id', required: true } as const;
const ownTitle = { ...title, required: true } as const;

export const SHAPES = {
  playback: {
    family: 'playback',
    identity: ['play_id', 'seq'],
    about: 'One moment of one play of one asset by one viewer; a ping at least every 30 s while playing.',
    fields: {
      title_id: { ...title, required: true },
      viewer_id: { ...viewer, required: true, about: 'The profile; only a keyed hash of it is ever written.' },
      account_id: { kind: 'person', role: 'account', column: 'account', about: 'The household, for household reach.' },
      episode_id: { kind: 'id', column: 'episode', about: 'For series.' },
      play_id: {
        kind: 'play',
        required: true,
        column: 'play',
        about: 'One play; a new one at restart, autoplay of the next episode, and on another device.',
      },
      seq: { kind: 'integer', required: true, min: 0, max: U32, about: 'Order within the play, set by the player.' },
      action: { kind: 'word', words: PLAYBACK_ACTIONS, required: true },
      at,
      started_at: { ...instant, required: true, about: 'When the play started; the same in all its records.' },
      clock_offset_ms: {
        kind: 'integer',
        min: -2_147_483_648,
        max: 2_147_483_647,
        about: 'Client clock minus server clock, measured once at the start; fixed for the play.',
      },
      position_s: {
        kind: 'seconds',
        required: true,
        min: 0,
        max: DAY_SECONDS,
        column: 'position_ms',
        about: 'Where in the content it is now.',
      },
      from_s: {
        kind: 'seconds',
        min: 0,
        max: DAY_SECONDS,
        column: 'from_ms',
        about:
          'Start of the stretch watched without a jump since the previous record: [from_s, position_s) was played.',
      },
      played_s: {
        kind: 'seconds',
        min: 0,
        // 60 days, the longest play, at four times the speed; what the clock allows is less most of the time.
        max: 20_736_060,
        column: 'played_ms',
        about: 'Content seconds played so far in this play, replays included; pauses, buffering and ads not.',
      },
      country: { ...country, about: 'ISO 3166-1 alpha-2.' },
      region: short,
      device: { kind: 'word', words: DEVICES },
      audio: { ...language, about: 'BCP 47.' },
      subtitles: { ...language, about: 'BCP 47.' },
      app_version: short,
      origin: { kind: 'word', words: ORIGINS, about: 'Where the play was started from.' },
      surface: short,
      rate: { kind: 'number', min: 0.0625, max: 16, about: 'Speed of playing; 1 is normal.' },
      ...received,
    },
  },
  impression: {
    family: 'impression',
    identity: ['impression_id'],
    about: 'A title was shown to a viewer.',
    fields: {
      impression_id: { kind: 'id', required: true },
      viewer_id: { ...viewer, required: true },
      title_id: { ...title, required: true },
      surface: short,
      row: { kind: 'integer', min: 0, max: U16 },
      rank: { kind: 'integer', min: 0, max: U16 },
      artwork_id: { kind: 'id' },
      at,
      ...received,
    },
  },
  promo: {
    family: 'promo',
    identity: ['event_id'],
    about: 'Something happened to a trailer, clip or other asset.',
    fields: {
      event_id: { kind: 'id', required: true },
      asset_id: { kind: 'id', required: true, column: 'asset' },
      title_id: title,
      viewer_id: { ...viewer, about: 'Absent off-platform.' },
      action: { kind: 'word', words: PROMO_ACTIONS, required: true },
      channel: short,
      paid_owned_earned: { kind: 'word', words: MEDIA_KINDS },
      country,
      holdout: { ...flag, about: 'The viewer was deliberately not exposed.' },
      at,
      ...received,
    },
  },
  promo_daily: {
    family: 'promo_daily',
    identity: ['asset_id', 'channel', 'country', 'date', 'metric', 'paid_owned_earned'],
    about: 'A daily count that a channel exports for an asset.',
    fields: {
      asset_id: { kind: 'id', required: true, column: 'asset' },
      channel: { ...short, required: true },
      country: { ...country, about: 'Absent: all countries together, of which those that are named are parts.' },
      paid_owned_earned: {
        kind: 'word',
        words: MEDIA_KINDS,
        about: 'Absent or unknown: all of them together, of which those that are named are parts.',
      },
      date: { kind: 'day', required: true },
      metric: {
        ...short,
        required: true,
        about: 'impressions, starts, views, q25, q50, q75, completes, likes, shares, list_adds, reminders or cost.',
      },
      value: { kind: 'number', required: true, min: -1e15, max: 1e15 },
      at: { ...instant, about: 'When the count was read.' },
      updated_at: { ...instant, about: 'The later export wins. Absent: `at`, else the start of `date`.' },
      ...received,
    },
  },
  mention: {
    family: 'mention',
    identity: ['mention_id'],
    about: 'Somebody spoke of a title in public.',
    fields: {
      mention_id: { kind: 'id', required: true },
      title_id: { ...title, required: true },
      channel: short,
      text,
      lang: language,
      author: { ...author, about: 'Only a keyed hash of it is ever written.' },
      reach: { kind: 'integer', min: 0, max: Number.MAX_SAFE_INTEGER },
      country,
      at,
      ...corrected,
    },
  },
  review: {
    family: 'review',
    identity: ['review_id'],
    about: 'A rating, a text, or both.',
    fields: {
      review_id: { kind: 'id', required: true },
      title_id: { ...title, required: true },
      episode_id: { kind: 'id', column: 'episode' },
      viewer_id: viewer,
      author: { ...author, about: 'For reviews from elsewhere; only a keyed hash of it is ever written.' },
      rating: { kind: 'number', min: -1e6, max: 1e6, about: 'On the given scale.' },
      scale: { kind: 'scale', about: '[lowest, highest] possible rating; required with a rating.' },
      text,
      lang: language,
      country,
      at,
      ...corrected,
    },
  },
  viewer: {
    family: 'viewer',
    identity: ['viewer_id'],
    about: 'What is known of a profile.',
    fields: {
      viewer_id: { ...viewer, required: true },
      age_band: short,
      gender: short,
      plan: short,
      joined_at: instant,
      country,
      language,
      at: instant,
      ...corrected,
    },
  },
  'catalog.title': {
    family: 'catalog',
    identity: ['kind', 'id'],
    about: 'A film, or one season of a series.',
    fields: {
      kind: { kind: 'word', words: { title: CATALOG_KINDS.title }, required: true },
      id: catalogId,
      name,
      form: { ...short, about: 'film, series, documentary …' },
      show: { ...name, about: 'Name of the series a season belongs to.' },
      season: { kind: 'integer', min: 0, max: U16 },
      genres: { kind: 'list', of: 'label', maxItems: 64 },
      languages: { kind: 'list', of: 'language', maxItems: 64 },
      countries: { kind: 'list', of: 'country', maxItems: 256 },
      hub: { ...name, about: 'Production hub.' },
      creators: { kind: 'list', of: 'label', maxItems: 256 },
      stage: { kind: 'word', words: STAGES },
      premiere_at: { ...instant, column: 'premiere' },
      territories: { kind: 'list', of: 'country', maxItems: 256 },
      runtime_s: runtime,
      runtime_estimated: flag,
      note: { kind: 'label', maxCharacters: 4096 },
      simulated: flag,
      effective_from: { ...instant, about: 'From when a runtime that really changed holds.' },
      at: instant,
      ...corrected,
    },
  },
  'catalog.episode': {
    family: 'catalog',
    identity: ['kind', 'id'],
    about: 'An episode of a season.',
    fields: {
      kind: { kind: 'word', words: { episode: CATALOG_KINDS.episode }, required: true },
      id: catalogId,
      title_id: ownTitle,
      name,
      number: { kind: 'integer', required: true, min: 0, max: U16 },
      available_at: { ...instant, column: 'premiere' },
      runtime_s: runtime,
      runtime_estimated: flag,
      note: { kind: 'label', maxCharacters: 4096 },
      simulated: flag,
      effective_from: { ...instant, about: 'From when a runtime that really changed holds.' },
      at: instant,
      ...corrected,
    },
  },
  'catalog.asset': {
    family: 'catalog',
    identity: ['kind', 'id'],
    about: 'A trailer, teaser, clip, poster, press item, interview or screening.',
    fields: {
      kind: { kind: 'word', words: { asset: CATALOG_KINDS.asset }, required: true },
      id: catalogId,
      title_id: ownTitle,
      name,
      form: { ...short, about: 'trailer, teaser, clip, poster, press, interview or screening.' },
      live_at: { ...instant, column: 'premiere' },
      runtime_s: runtime,
      channel: short,
      view_rule: {
        kind: 'label',
        maxCharacters: 512,
        about:
          'What the channel counts as a view. Beginning with an action, as in `q25: a quarter of it`: what gets there.',
      },
      note: { kind: 'label', maxCharacters: 4096 },
      simulated: flag,
      at: instant,
      ...corrected,
    },
  },
  'catalog.milestone': {
    family: 'catalog',
    identity: ['kind', 'id'],
    about: 'A moment of production or campaign.',
    fields: {
      kind: { kind: 'word', words: { milestone: CATALOG_KINDS.milestone }, required: true },
      id: catalogId,
      title_id: ownTitle,
      name,
      form: { ...short, about: 'What kind of milestone.' },
      at: { ...instant, required: true, column: 'premiere', about: 'When the milestone is or was; may lie ahead.' },
      note: { kind: 'label', maxCharacters: 4096 },
      simulated: flag,
      ...corrected,
    },
  },
} as const satisfies Readonly<Record<string, Shape>>;

export type ShapeName = keyof typeof SHAPES;

export const SHAPE_NAMES = Object.keys(SHAPES) as ShapeName[];

export function shapeOf(shapeName: ShapeName): Shape {
  return SHAPES[shapeName];
}

/** Every field name any record may have; anything else is ignored, counted, and never kept. */
export const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  'type',
  ...SHAPE_NAMES.flatMap((shapeName) => Object.keys(SHAPES[shapeName].fields)),
]);

export function wordsOf(words: Vocabulary): string {
  return Object.keys(words).join(', ');
}
