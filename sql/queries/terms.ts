import type { Group } from './dictionary.ts';

/** What a definition speaks of without being a number itself. */
export interface Term {
  readonly id: string;
  readonly name: string;
  /** The part of the dictionary it stands in. */
  readonly group: Group;
  /** A few plain sentences. */
  readonly definition: string;
  /** Where it comes from, when it follows something published. */
  readonly after?: string;
}

/** The words of the dictionary, in reading order. Their ids share a page with those of the metrics. */
export const TERMS: readonly Term[] = [
  {
    id: 'cell',
    name: 'Cell',
    group: 'viewing',
    definition:
      'Ten seconds of content. It is watched when a played stretch covers its middle: stretches that touch add up exactly, scrubbing past adds nothing. What lies beyond the runtime is cut off.',
    after: 'Snowplow',
  },
  {
    id: 'runtime',
    name: 'Runtime',
    group: 'viewing',
    definition:
      'What the catalogue says last; estimated ones are marked with ≈. A correction holds for all that was ever played. A change from an instant on (effective_from) holds for viewers whose first play of the film or episode is not before it, and for the views of hours that end after it: it makes nobody’s past another.',
  },
  {
    id: 'floor',
    name: 'Floor',
    group: 'audience',
    definition:
      'A part of the audience under 50 viewers is withheld with everything computed from it, and so are further parts, until what is shown tells no withheld one to within 50 people. People of a part are in tens, and intervals of their rates take the rounding in. Of a part’s retention the cells are withheld that under 50 watched, or that would leave under 50 of the others over. Who was exposed to an asset, or by a kind of media, is such a part, too. Parts are published of a title’s life and of whole weeks, of the open week never. Totals of a title are exempt; but a rate of fewer than 20 people is not shown.',
  },
  {
    id: 'first_day',
    name: 'First day and completion day',
    group: 'completion',
    definition:
      'The UTC days on which a viewer became a starter, and a completer. Cells of all plays add up: a film seen in two halves is completed on the day of the second.',
  },
  {
    id: 'deadline',
    name: 'Deadline',
    group: 'completion',
    definition:
      'What a viewer of a season is asked to see: the episodes that come out within 28 days of their first start, where every release within that time moves its end to 28 days after the release. An episode that is added later and comes out by then is asked, too; one that comes out after it, such as a special, is not, and un-completes nobody.',
  },
  {
    id: 'clock',
    name: 'Clock of completion',
    group: 'completion',
    definition:
      'It starts with the viewer’s first day, or with the UTC day on which the last episode asked of them comes out, if that is later. Before a season is out hardly anybody can complete it: until then “caught up” says who keeps pace.',
  },
  {
    id: 'moments',
    name: 'Moments',
    group: 'completion',
    definition:
      'Places of a retention curve that are worth a word. Intro: the share that watched second 30. Dips: the three largest falls within a minute of content, after second 30 and before the credits (the last 4 %), where the intervals of both ends do not meet. Spikes: up to three stretches played at least 1.25 times as often a viewer as the median cell, further from it than three standard deviations, by at least 20 viewers.',
    after: 'YouTube, Wistia',
  },
  {
    id: 'drop_off',
    name: 'Drop-off',
    group: 'completion',
    definition:
      'The episode that loses the largest share of those who came to the one before and could have started it for at least seven days. Told where at least 20 came.',
  },
  {
    id: 'sitting',
    name: 'Sitting',
    group: 'completion',
    definition:
      'A viewer’s plays of a title one after another: a gap of 30 minutes without any ends it. It may run past midnight.',
  },
  {
    id: 'pace',
    name: 'Pace',
    group: 'completion',
    definition:
      'How a season is watched, by its hours per active day: devoured from 2.5 on, savoured up to 1.75, between them neither. A film lasts as long as it lasts: it has none.',
    after: 'Netflix binge scale',
  },
  {
    id: 'age',
    name: 'Age',
    group: 'launch',
    definition:
      'Time since the premiere instant. Day 7 begins when seven times 24 hours have gone by. Figures are kept by UTC hour: where the premiere was not at a full hour, an age ends within one, and what came in that hour counts by the minutes of it that had gone by (people to the nearest whole one).',
  },
  {
    id: 'launch_curve',
    name: 'Launch curve',
    group: 'launch',
    definition:
      'What a title has come to by each age: hours, views, viewers, starters, watchers or completers since the premiere instant, added up; people in the hour in which they became so. By the hour for seven days, then by the day to day 91. The last point holds what the open hour has so far.',
  },
  {
    id: 'band',
    name: 'Band of comparables',
    group: 'launch',
    definition:
      'The curves of comparable titles at the same age: those chosen by hand, or by rule the 40 newest of the same form that have the title’s first genre. Only those count that are at least as old as the title and a week, so that the band has no steps; it ends where the youngest of them is. Ten and more: P10, median, P90. Five to nine: lowest, median, highest. Fewer: the curves themselves.',
  },
];
