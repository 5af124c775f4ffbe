/**
 * The metric dictionary: the one source of every definition a page, the API or a report shows. A changed definition gets
 * a new `version` and a recompute.
 */
export interface MetricDefinition {
  readonly id: string;
  readonly name: string;
  readonly unit: 'hours' | 'views' | 'viewers' | 'plays' | 'share' | 'ratio' | 'rank';
  readonly version: number;
  /** One or two plain sentences. */
  readonly definition: string;
  /** What the number is divided by, when it is a share or ratio. */
  readonly denominator?: string;
  readonly window: string;
  /** Where the definition comes from, when it follows a published one. */
  readonly after?: string;
}

const define = <const T extends Record<string, Omit<MetricDefinition, 'id'>>>(all: T) =>
  Object.fromEntries(Object.entries(all).map(([id, metric]) => [id, { id, ...metric }])) as {
    readonly [K in keyof T & string]: MetricDefinition;
  };

export const METRICS = define({
  hours: {
    name: 'Hours viewed',
    unit: 'hours',
    version: 1,
    definition:
      'Content seconds played ÷ 3600, replays included; pauses, buffering and ads are not. A second belongs to the UTC hour it was played in.',
    window: 'the range in view; UTC hours',
    after: 'Netflix Top 10',
  },
  views: {
    name: 'Views',
    unit: 'views',
    version: 1,
    definition: 'Hours viewed ÷ runtime. Views are not people.',
    denominator: 'the runtime of the film, or of the season’s episodes out by the end of the range',
    window: 'the range in view',
    after: 'Netflix since June 2023',
  },
  viewers: {
    name: 'Viewers',
    unit: 'viewers',
    version: 1,
    definition: 'Distinct viewers who played at least one second.',
    window: 'the range in view, in UTC days',
  },
  starters: {
    name: 'Starters',
    unit: 'viewers',
    version: 1,
    definition:
      'Viewers who played at least two minutes (or half the runtime, if that is shorter) of the film or of one episode.',
    window: 'counted in the hour they became one',
    after: 'Netflix',
  },
  watchers: {
    name: 'Watchers',
    unit: 'viewers',
    version: 1,
    definition:
      'Viewers who watched at least 70 % of the film, or of one episode. Skipping ahead does not count as watching.',
    window: 'counted in the hour they became one',
    after: 'Netflix',
  },
  completers: {
    name: 'Completers',
    unit: 'viewers',
    version: 1,
    definition:
      'Viewers who watched at least 90 % of the film, or of the season’s episodes that were out by their deadline. An episode added later never un-completes anyone.',
    window: 'counted in the hour they became one',
    after: 'Netflix',
  },
  completion_7d: {
    name: 'Completion within 7 days',
    unit: 'share',
    version: 1,
    definition: 'Starters whose completion day is at most seven days after their first day.',
    denominator: 'starters whose first day is at least seven days before “as of”; younger ones are still maturing',
    window: 'the title’s life; Wilson 95 % interval',
  },
  completion_28d: {
    name: 'Completion within 28 days',
    unit: 'share',
    version: 1,
    definition: 'Starters whose completion day is at most 28 days after their first day.',
    denominator: 'starters whose first day is at least 28 days before “as of”; younger ones are still maturing',
    window: 'the title’s life; Wilson 95 % interval',
  },
  watching_7d: {
    name: 'Watched within 7 days',
    unit: 'share',
    version: 1,
    definition: 'Starters who watched 70 % of the film, or of one episode, at most seven days after their first day.',
    denominator: 'starters whose first day is at least seven days before “as of”',
    window: 'the title’s life; Wilson 95 % interval',
  },
  watching_28d: {
    name: 'Watched within 28 days',
    unit: 'share',
    version: 1,
    definition: 'Starters who watched 70 % of the film, or of one episode, at most 28 days after their first day.',
    denominator: 'starters whose first day is at least 28 days before “as of”',
    window: 'the title’s life; Wilson 95 % interval',
  },
  starts: {
    name: 'Starts',
    unit: 'plays',
    version: 1,
    definition: 'Plays begun: one play is one viewer playing one film or episode on one device, until it is restarted.',
    window: 'the minute or hour the play began in',
  },
  concurrents: {
    name: 'Watching now',
    unit: 'viewers',
    version: 1,
    definition:
      'Viewers with content played in the last 75 seconds. A gauge, the only number here that is not exact: standard error 1.6 % for large audiences, none for small ones.',
    window: 'now; in the history, the viewers with a record in that minute',
  },
  hold: {
    name: 'Hold',
    unit: 'ratio',
    version: 1,
    definition: 'Hours of a week since the premiere ÷ hours of the week before.',
    denominator: 'the hours of the week before',
    window: 'whole weeks since the premiere instant',
  },
  share_of_slate: {
    name: 'Share of slate',
    unit: 'share',
    version: 1,
    definition: 'The title’s hours viewed ÷ all hours viewed.',
    denominator: 'hours viewed of every title',
    window: 'the range in view',
  },
});

export type MetricId = keyof typeof METRICS;
