import type { MetricId } from './definitions.ts';

/** The parts of the dictionary, in reading order, each with the question its metrics answer. */
export const GROUPS = {
  viewing: { name: 'Viewing', question: 'How much, and by how many?' },
  completion: { name: 'Completion', question: 'Who stays, and where do people leave?' },
  launch: { name: 'Launch', question: 'How does a title do since its premiere?' },
  audience: { name: 'Audience', question: 'Who is a title for, and what does the audience want?' },
  reception: { name: 'Reception', question: 'How do they like it, who says so, and why?' },
  live: { name: 'Live', question: 'What is happening now?' },
} as const;

export type Group = keyof typeof GROUPS;

/** Which part each metric stands in. A new metric does not compile without one. */
export const GROUP_OF: Readonly<Record<MetricId, Group>> = {
  hours: 'viewing',
  views: 'viewing',
  viewers: 'viewing',
  starters: 'viewing',
  watchers: 'viewing',
  completers: 'viewing',
  starts: 'viewing',
  completion_7d: 'completion',
  completion_28d: 'completion',
  watching_7d: 'completion',
  watching_28d: 'completion',
  average_watched: 'completion',
  retention: 'completion',
  rewatch: 'completion',
  episode_funnel: 'completion',
  hooked: 'completion',
  binge_rate: 'completion',
  median_days: 'completion',
  hours_per_active_day: 'completion',
  episodes_per_active_day: 'completion',
  caught_up: 'completion',
  hold: 'launch',
  share_of_slate: 'launch',
  segment_viewers: 'audience',
  affinity: 'audience',
  territory_index: 'audience',
  preference: 'audience',
  preference_index: 'audience',
  preference_gap: 'audience',
  overlap: 'audience',
  lift: 'audience',
  take_fraction: 'audience',
  voices: 'reception',
  net_sentiment: 'reception',
  rating: 'reception',
  positive_share: 'reception',
  drivers: 'reception',
  review_bomb: 'reception',
  concurrents: 'live',
};

/** Every metric is counted in this zone; a page may show its times in another. */
export const COUNTED_IN = 'UTC';
