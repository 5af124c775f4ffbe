/**
 * The metric dictionary: the one source of every definition a page, the API or a report shows. A definition that is computed
 * in another way gets a new `version` and a recompute; one that only says better what is computed keeps its own.
 * Words that several of them use stand in `terms.ts`.
 */
export interface MetricDefinition {
  readonly id: string;
  readonly name: string;
  readonly unit:
    | 'hours'
    | 'views'
    | 'viewers'
    | 'plays'
    | 'share'
    | 'ratio'
    | 'rank'
    | 'days'
    | 'index'
    | 'points'
    | 'rating'
    | 'voices';
  /** What n counts, where that is not people. */
  readonly of?: 'texts' | 'ratings' | 'mentions' | 'impressions' | 'plays' | 'titles';
  readonly version: number;
  /** How each former version was computed otherwise, the first one first. */
  readonly former?: readonly string[];
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

/** Until a runtime could change from an instant on (`effective_from`), a change was a correction of all that was ever played. */
const LAST_RUNTIME = 'Everybody was judged by the runtime that the catalogue said last, also who had played it before.';

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
    version: 2,
    former: ['Hours of any time were divided by the runtime that the catalogue said last.'],
    definition: 'Hours viewed ÷ runtime. Views are not people.',
    denominator:
      'the runtime of the film, or of the season’s episodes out by the end of the range; where it changed, the one in force as each hour ended',
    window: 'the range in view',
    after: 'Netflix since June 2023',
  },
  viewers: {
    name: 'Viewers',
    unit: 'viewers',
    version: 2,
    former: ['Always of the whole UTC days around the range in view.'],
    definition: 'Distinct viewers who played at least one second.',
    window: 'the range in view by the hour where it begins with the first viewer, else the whole UTC days around it',
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
    version: 2,
    former: [LAST_RUNTIME],
    definition:
      'Viewers who watched at least 70 % of the film, or of one episode. Skipping ahead does not count as watching.',
    window: 'counted in the hour they became one',
    after: 'Netflix',
  },
  completers: {
    name: 'Completers',
    unit: 'viewers',
    version: 2,
    former: [LAST_RUNTIME],
    definition:
      'Viewers who watched at least 90 % of the film, or of the season’s episodes that come out by their deadline: 28 days after their first start, which every release within that time moves to 28 days after it. An episode added later counts if it comes out by then; one that comes out after it un-completes nobody. Where the runtime of an episode asked of them is unknown, nobody completes.',
    window: 'counted in the hour they became one',
    after: 'Netflix',
  },
  completion_7d: {
    name: 'Completion within 7 days',
    unit: 'share',
    version: 2,
    former: [LAST_RUNTIME],
    definition:
      'Starters whose completion day is at most seven days after the day their clock starts: their first day, or the day on which the last episode asked of them comes out, if that is later.',
    denominator:
      'starters whose clock started at least seven days before “as of”; those of a later one are still maturing, and in neither part',
    window: 'the title’s life; Wilson 95 % interval',
  },
  completion_28d: {
    name: 'Completion within 28 days',
    unit: 'share',
    version: 2,
    former: [LAST_RUNTIME],
    definition:
      'Starters whose completion day is at most 28 days after the day their clock starts: their first day, or the day on which the last episode asked of them comes out, if that is later.',
    denominator:
      'starters whose clock started at least 28 days before “as of”; those of a later one are still maturing, and in neither part',
    window: 'the title’s life; Wilson 95 % interval',
  },
  completion_due: {
    name: 'Completion come due',
    unit: 'share',
    version: 1,
    definition:
      'Of the starters whose seven days ended within the range, those who had completed by then. The seven days begin with the day their clock starts: their first day, or the day on which the last episode asked of them comes out, if that is later. Unlike the rate of the title’s life it tells one week from another.',
    denominator: 'starters whose seven days ended within the range',
    window: 'the range in view, whole UTC days; Wilson 95 % interval',
  },
  watching_7d: {
    name: 'Watched within 7 days',
    unit: 'share',
    version: 2,
    former: [LAST_RUNTIME],
    definition: 'Starters who watched 70 % of the film, or of one episode, at most seven days after their first day.',
    denominator: 'starters whose first day is at least seven days before “as of”',
    window: 'the title’s life; Wilson 95 % interval',
  },
  watching_28d: {
    name: 'Watched within 28 days',
    unit: 'share',
    version: 2,
    former: [LAST_RUNTIME],
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
    version: 2,
    former: ['Weeks began with the UTC hour that holds the premiere.'],
    definition: 'Hours of a week since the premiere ÷ hours of the week before.',
    denominator: 'the hours of the week before',
    window: 'whole weeks since the premiere instant',
  },
  average_watched: {
    name: 'Average watched',
    unit: 'share',
    version: 3,
    former: [LAST_RUNTIME, 'Episodes that were still to come were asked for, too.'],
    definition:
      'Mean over starters of content watched: distinct ten-second cells watched ÷ cells of the film, or of the season’s episodes that are out and came out by their deadline. While episodes come out, each release asks for more.',
    denominator: 'starters; of a season whose runtimes are all known',
    window: 'the title’s life; 95 % interval from the spread between viewers',
    after: 'YouTube, Snowplow',
  },
  retention: {
    name: 'Retention',
    unit: 'share',
    version: 3,
    former: ['Typical was the median of all other titles of similar runtime, whatever they are.', LAST_RUNTIME],
    definition:
      'Viewers who watched a ten-second cell of an episode ÷ viewers of the episode. Scrubbing past a cell is not watching it. Typical is the median of at least five other titles at the same part of a runtime within 20 %: films with films, first episodes with first episodes, later ones with later ones.',
    denominator: 'viewers of at least a second whose first play of the episode is at least 24 hours old',
    window: 'the title’s life; Wilson 95 % interval',
    after: 'YouTube, whose curve counts plays and may exceed 100 %; this one cannot',
  },
  rewatch: {
    name: 'Rewatching',
    unit: 'ratio',
    version: 1,
    definition: 'Plays of a ten-second cell ÷ viewers of it.',
    denominator: 'viewers who watched the cell',
    window: 'the title’s life',
    after: 'Wistia',
  },
  episode_funnel: {
    name: 'Episode funnel',
    unit: 'share',
    version: 1,
    definition:
      'Of the starters of episode 1 who could have seen an episode for at least seven days: the share who started it or a later one. Steps multiply, so that it never rises.',
    denominator: 'starters of episode 1 who could have seen the episode for at least seven days',
    window: 'the title’s life; 95 % interval (Greenwood, log-log)',
  },
  hooked: {
    name: 'Hooked episode',
    unit: 'share',
    version: 2,
    former: [LAST_RUNTIME],
    definition:
      'The first episode of which at least 70 % of the watchers completed the season at most 28 days after the day their clock of completion starts: their first day, or the day on which the last episode asked of them comes out. An episode with fewer than 20 such watchers ends the search.',
    denominator: 'watchers (70 %) of the episode whose 28 days are over',
    window: 'the title’s life; Wilson 95 % interval',
    after: 'Netflix 2016',
  },
  binge_rate: {
    name: 'Binge rate',
    unit: 'share',
    version: 2,
    former: [LAST_RUNTIME],
    definition:
      'Starters with a sitting in which they watched at least three episodes (70 % of each within it) ÷ starters. A sitting is a viewer’s plays of the title with gaps under 30 minutes.',
    denominator: 'starters',
    window: 'the title’s life; Wilson 95 % interval',
  },
  median_days: {
    name: 'Days to complete',
    unit: 'days',
    version: 2,
    former: [LAST_RUNTIME],
    definition:
      'Median days from a completer’s first day to the completion day, also where episodes came out in between.',
    window: 'the title’s life, completers only; 95 % interval from the order of their days',
  },
  hours_per_active_day: {
    name: 'Hours per active day',
    unit: 'hours',
    version: 1,
    definition:
      'Hours viewed ÷ days on which a viewer played the title, over all viewers. From 2.5 on people devour, up to 1.75 they savour.',
    denominator: 'viewer-days on which the title was played',
    window: 'the title’s life; 95 % interval from the spread between viewers',
    after: 'Netflix binge scale',
  },
  episodes_per_active_day: {
    name: 'Episodes per active day',
    unit: 'ratio',
    version: 1,
    definition: 'Distinct episodes a viewer played on a day, over all active viewer-days.',
    denominator: 'viewer-days on which the title was played',
    window: 'the title’s life; 95 % interval from the spread between viewers',
  },
  caught_up: {
    name: 'Caught up',
    unit: 'share',
    version: 2,
    former: [LAST_RUNTIME],
    definition: 'Starters who watched at least 90 % of the episodes that are out, while more are to come.',
    denominator: 'starters',
    window: 'now; Wilson 95 % interval',
  },
  share_of_slate: {
    name: 'Share of slate',
    unit: 'share',
    version: 1,
    definition: 'The title’s hours viewed ÷ all hours viewed.',
    denominator: 'hours viewed of every title',
    window: 'the range in view',
  },
  segment_viewers: {
    name: 'Viewers of a segment',
    unit: 'viewers',
    version: 1,
    definition:
      'Distinct viewers in a part of the audience. Rounded to tens; withheld below 50, and where the rest would give a withheld part away. Country, region, device and audio language are told by plays, so a viewer may be in several; age band, gender and plan by the viewer’s record.',
    window: 'the title’s life, or a whole week',
  },
  segment_share: {
    name: 'Share of the audience',
    unit: 'share',
    version: 1,
    definition:
      'Viewers of the title in a part of the audience, in tens ÷ all viewers of the title. A viewer may be in several parts, so shares may sum to more than all.',
    denominator: 'all viewers of the title',
    window: 'the title’s life, or a whole week; Wilson 95 % interval',
  },
  affinity: {
    name: 'Affinity index',
    unit: 'index',
    version: 1,
    definition: '100 × share of the title’s viewers in the segment ÷ share of all viewers in it. 100: as everybody.',
    denominator: 'the share of the segment among all viewers of the slate, over its life',
    window:
      'the title’s life, or a whole week; 95 % interval on the log scale (delta method, the title’s viewers being some of all)',
  },
  territory_index: {
    name: 'Territory index',
    unit: 'index',
    version: 1,
    definition:
      '100 × share of the title’s viewers in the country ÷ share of all viewers there. Above 100 the title does better there than the slate does.',
    denominator: 'the share of the country among all viewers of the slate, over its life',
    window: 'the title’s life, or a whole week; 95 % interval on the log scale',
  },
  preference: {
    name: 'Genre preference',
    unit: 'share',
    version: 1,
    definition:
      'Viewers with at least two hours in a genre, and a share of their hours in it of at least 1.5 times everybody’s. Hours are split evenly over a title’s genres; for the viewers of a title that title is left out.',
    denominator: 'viewers of the segment',
    window: 'hours of the last 90 closed UTC days; Wilson 95 % interval',
  },
  preference_index: {
    name: 'Preference index',
    unit: 'index',
    version: 1,
    definition: '100 × share of the segment’s viewers who prefer the genre ÷ share of all viewers who do.',
    denominator: 'the share of all viewers of the slate who prefer the genre',
    window: 'hours of the last 90 closed UTC days; 95 % interval on the log scale',
  },
  preference_gap: {
    name: 'Demand over offer',
    unit: 'ratio',
    version: 1,
    definition:
      'Share of the segment’s viewers with a preference who prefer the genre ÷ the genre’s share of the slate’s running time. Above 1 more is wanted than is there.',
    denominator: 'the genre’s share of the running time that is out, split evenly over a title’s genres',
    window: 'hours of the last 90 closed UTC days; Wilson 95 % interval of the share, divided by the offer',
  },
  overlap: {
    name: 'Overlap',
    unit: 'share',
    version: 1,
    definition:
      'Viewers of both titles ÷ viewers of either. Withheld where those who saw both, or only one, are under 50.',
    denominator: 'viewers of either title',
    window: 'the titles’ lives; Wilson 95 % interval',
  },
  lift: {
    name: 'Lift over chance',
    unit: 'ratio',
    version: 1,
    definition:
      'Viewers of both titles × all viewers ÷ (viewers of one × viewers of the other). 1: as many as chance would bring together.',
    denominator: 'the viewers both would share by chance',
    window: 'the titles’ lives; 95 % interval on the log scale',
  },
  take_fraction: {
    name: 'Take fraction',
    unit: 'share',
    version: 1,
    definition:
      'Impressions followed by a start of that viewer of that title from that surface within 24 hours ÷ impressions.',
    denominator: 'impressions that are at least 24 hours old',
    window: 'the last 28 days; 95 % interval from the spread between viewers (Wilson, where all agree)',
    after: 'Netflix artwork tests',
  },
  voices: {
    name: 'Voices',
    unit: 'voices',
    version: 1,
    definition:
      'Reviews and mentions that count: of each person the newest review and the newest mention of the title, whatever was corrected or sent twice. What nobody signed counts by itself; what was withdrawn, what is a test, and a review with neither a rating nor a text does not.',
    window: 'the title’s life',
  },
  net_sentiment: {
    name: 'Net sentiment',
    unit: 'points',
    of: 'texts',
    version: 1,
    definition:
      'Share of positive less share of negative texts, −100 to +100 points. A text is what its most likely class says; one in a language without a model or lexicon, or of whose words the lexicon has none, is not scored, and is not taken for neutral.',
    denominator: 'scored texts; of each person the newest review and the newest mention of the title',
    window: 'the title’s life; 95 % interval (Bonett and Price 2012)',
  },
  rating: {
    name: 'Bayesian rating',
    unit: 'rating',
    of: 'ratings',
    version: 1,
    definition:
      'Ratings of any scale on 0–10, Bayesian: v ÷ (v + m) · R + m ÷ (v + m) · C. R is the mean of the title’s v ratings, C the mean of all ratings of the slate, m the median number of ratings of a title that has any. A title with few ratings is near the slate’s mean.',
    denominator: 'ratings of the title, and m more at the slate’s mean',
    window: 'the title’s life',
    after: 'IMDb',
  },
  mean_rating: {
    name: 'Mean rating',
    unit: 'rating',
    of: 'ratings',
    version: 1,
    definition:
      'Mean of the ratings themselves, once each is mapped linearly from its own scale to 0–10: (rating − lowest) ÷ (highest − lowest) × 10; thumbs up and down are 10 and 0.',
    denominator: 'ratings',
    window: 'the title’s life, or a day or hour; the 95 % interval counts one more rating at either end of the scale',
  },
  positive_share: {
    name: 'Positive share',
    unit: 'share',
    of: 'ratings',
    version: 1,
    definition:
      'Ratings of at least 6 ÷ ratings, once each is mapped linearly from its own scale to 0–10: (rating − lowest) ÷ (highest − lowest) × 10. 3 of 1–5 is 5, 6 of 1–10 is 5.6.',
    denominator: 'ratings of the title',
    window: 'the title’s life; Wilson 95 % interval',
    after: 'Rotten Tomatoes',
  },
  drivers: {
    name: 'Drivers',
    unit: 'points',
    of: 'texts',
    version: 1,
    definition:
      'Aspects and words that set praise and blame apart, with the texts that name them: an aspect by what the sentence about it says, a word by what the whole text says. Function words, coarse words and what may be a name (a word with a capital, or of a script without, that no lexicon has) are no words here.',
    denominator: 'texts that name it and praise or blame',
    window: 'the title’s life',
  },
  review_bomb: {
    name: 'Coordinated reviews',
    unit: 'share',
    of: 'ratings',
    version: 1,
    definition:
      'Hours in which people not known to have started the title review it far more than usual, and at least two of these with them: ratings at one end of the scale, non-viewers, people never seen before, duplicated texts. Where nearly all authors were always new, ratings far more extreme than usual in at least 30 reviews and ten times the usual are enough. Adjusted figures leave the suspects of those hours out; nothing is deleted.',
    window: 'UTC hours against the title’s own before',
  },
  promo_views: {
    name: 'Trailer views',
    unit: 'views',
    version: 3,
    former: [
      'A channel spelled in two ways was two channels, so that its events could count beside its export.',
      'An export that counted steps and no views had none.',
    ],
    definition:
      'Views of the campaign’s assets, each by its channel’s own rule, which is shown; where there is none a start is a view. Per asset and channel either what players report counts or the channel’s daily export, never both; an export that counts no views has those of the step that a view needs.',
    window: 'since the campaign began',
  },
  view_through: {
    name: 'View-through',
    unit: 'share',
    of: 'impressions',
    version: 2,
    former: [
      'Where some plays were of nobody known, all that came to the end were counted, with or without an impression.',
    ],
    definition:
      'Impressions that were played to the end ÷ impressions; none where a channel counts more ends than impressions. A step of an exposure counts once, and only with all those before it: skipping to the end completes nothing.',
    denominator: 'impressions',
    window:
      'since the campaign began; 95 % interval from the spread between viewers, where they are known (Wilson, where all agree)',
  },
  trailer_completion: {
    name: 'Trailer completion',
    unit: 'share',
    of: 'plays',
    version: 1,
    definition: 'Plays of the asset that came to its end, nothing skipped ÷ plays begun.',
    denominator: 'plays begun',
    window: 'since the campaign began; 95 % interval from the spread between viewers, where they are known',
  },
  views_24h: {
    name: '24-hour views',
    unit: 'views',
    version: 2,
    former: ['Days that an export did not have were taken for days without a view.'],
    definition:
      'Views in the 24 hours after the asset went live. Of a daily export, which has no hours, the second day is taken in proportion, and the number is marked as an estimate; there is none where the export has not these days.',
    window: '24 hours from the instant it went live',
  },
  promo_velocity: {
    name: 'Views an hour',
    unit: 'views',
    version: 1,
    definition:
      'Trailer views of a UTC hour, and its multiple of the hour before. Daily exports have no hours and are not in it. A spike is an hour far above the median of the same hour of the week (robust z of at least 5).',
    window: 'the last hour that has ended',
  },
  mention_velocity: {
    name: 'Mentions an hour',
    unit: 'views',
    of: 'mentions',
    version: 1,
    definition:
      'Mentions of a UTC hour, and its multiple of the hour before. A spike is an hour far above the median of the same hour of the week (robust z of at least 5).',
    window: 'the last hour that has ended',
  },
  mentions: {
    name: 'Mentions',
    unit: 'views',
    of: 'mentions',
    version: 1,
    definition: 'What was said of the title in public, each mention once, without those that were withdrawn.',
    window: 'since the campaign began',
  },
  share_of_voice: {
    name: 'Share of voice',
    unit: 'share',
    of: 'mentions',
    version: 1,
    definition: 'Mentions of the title ÷ mentions of all titles of the catalogue.',
    denominator: 'mentions of all titles of the catalogue',
    window: 'the last 168 UTC hours that have ended; 95 % interval from the spread between authors',
  },
  list_adds: {
    name: 'List adds',
    unit: 'viewers',
    version: 1,
    definition:
      'Viewers who put the title on their list, each once whatever asset led to it; records without a viewer each count.',
    window: 'since the campaign began',
  },
  reminders: {
    name: 'Reminders',
    unit: 'viewers',
    version: 1,
    definition:
      'Viewers who asked to be reminded of the title, each once whatever asset led to it; records without a viewer each count.',
    window: 'since the campaign began',
  },
  buzz_index: {
    name: 'Buzz index',
    unit: 'ratio',
    of: 'titles',
    version: 1,
    definition:
      'Geometric mean of trailer views, mentions and list adds so far, each (plus one) as a multiple of the median (plus one) of the other titles of its genre that have a campaign, at the same number of days to the premiere. 1: typical.',
    denominator: 'the median of at least three other titles with the title’s first genre',
    window: 'from the beginning of the campaign to a whole number of days before the premiere',
  },
  conversion: {
    name: 'Conversion',
    unit: 'share',
    version: 2,
    former: ['Of an asset and of a kind of media it was exact, also where it told of few people.'],
    definition:
      'Exposed viewers who started the title within 1, 7, 14 or 28 days of an exposure ÷ exposed viewers. Exposures before the premiere count from the premiere. Of channels without viewer ids there is none. Without a holdout it is an association: who was exposed may have started anyway. Those exposed to an asset, or by a kind of media, are a part of the audience: in tens, and withheld under 50 people with what would tell of that few.',
    denominator:
      'viewers with an exposure at least that old, without those who had started before it and those of a holdout; younger ones are still maturing',
    window: 'since the campaign began; Wilson 95 % interval',
  },
  conversion_lift: {
    name: 'Campaign lift',
    unit: 'ratio',
    version: 1,
    definition: 'Conversion of the exposed ÷ conversion of a declared holdout, who were chosen not to be exposed.',
    denominator: 'conversion of the holdout, who count from when they would have been exposed',
    window: 'since the campaign began; 95 % interval on the log scale',
  },
  conversion_difference: {
    name: 'Campaign lift, in points',
    unit: 'points',
    version: 1,
    definition: 'Conversion of the exposed less conversion of a declared holdout: what the campaign added.',
    window: 'since the campaign began; 95 % interval (Newcombe)',
  },
  milestone_uplift: {
    name: 'Milestone uplift',
    unit: 'share',
    of: 'titles',
    version: 1,
    definition:
      'What came after a milestone ÷ what would have come without it, less one. The expected course continues the title’s own trend and hours of the week, and moves as titles do that had no milestone.',
    denominator: 'the expected course without the milestone',
    window: 'the days after the milestone; 95 % interval',
  },
});

export type MetricId = keyof typeof METRICS;
