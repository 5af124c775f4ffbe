/** The closed vocabularies of the contract. A word's number is what the store keeps, so a number is never reused. */
export const PLAYBACK_ACTIONS = { start: 1, ping: 2, pause: 3, resume: 4, seek: 5, end: 6 } as const;

export const DEVICES = { unknown: 0, tv: 1, mobile: 2, tablet: 3, web: 4, console: 5, other: 6 } as const;

export const ORIGINS = {
  unknown: 0,
  browse: 1,
  search: 2,
  autoplay: 3,
  continue: 4,
  recommendation: 5,
  trailer: 6,
  external: 7,
} as const;

export const PROMO_ACTIONS = {
  impression: 1,
  start: 2,
  q25: 3,
  q50: 4,
  q75: 5,
  complete: 6,
  like: 7,
  share: 8,
  list_add: 9,
  reminder: 10,
} as const;

export const MEDIA_KINDS = { unknown: 0, paid: 1, owned: 2, earned: 3 } as const;

export const CATALOG_KINDS = { title: 1, episode: 2, asset: 3, milestone: 4 } as const;

/** Stages of a title on its way to the audience; kept as words, because a slate may add its own later. */
export const STAGES = {
  development: 1,
  'pre-production': 2,
  production: 3,
  'post-production': 4,
  marketing: 5,
  released: 6,
} as const;

export type Vocabulary = Readonly<Record<string, number>>;
