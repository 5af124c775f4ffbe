/** Where people leave, in sentences. A sentence is left out when its number or its interval cannot carry it. */
import type { Completion, EpisodeRetention, Figure, Finding, Moment } from '../../../../../sql/queries/read-model.ts';
import { RATE_FLOOR } from '../../../../../sql/queries/figure.ts';
import { wilson } from '../../../../../sql/queries/statistics.ts';
import { percent, plural } from '../../../../lib/format/numbers.ts';
import { timecode } from '../../../../lib/format/time.ts';
import { intervalText, WIDEST_INTERVAL } from '../../../../lib/ui/figure.ts';
import { points } from './moments.ts';

type Part = Finding['parts'][number];

const SHOWN = 3;
const Z = 1.96;

export function completionFindings(titleId: string, completion: Completion): Finding[] {
  return [dropOff(completion), fall(completion), hooked(completion), average(completion), pace(completion)]
    .filter((parts): parts is Part[] => parts !== null)
    .slice(0, SHOWN)
    .map((parts) => ({ titleId, parts }));
}

interface Loss {
  number: number;
  /** The episode before it. */
  after: number;
  lost: number;
  /** People who came to the episode before and could have gone on. */
  atRisk: number;
}

/** Steps whose loss rests on enough people, the largest loss first. */
export function losses(completion: Pick<Completion, 'funnel'>): Loss[] {
  const { funnel } = completion;
  return funnel
    .flatMap((step, index): Loss[] => {
      const before = funnel[index - 1];
      if (!before || step.lost === null || before.share.value === null || step.share.withheld) return [];
      if (step.atRisk < RATE_FLOOR) return [];
      return [{ number: step.number, after: before.number, lost: step.lost, atRisk: step.atRisk }];
    })
    .sort((a, b) => b.lost - a.lost);
}

/** Two shares of different people that chance alone would rarely set so far apart. */
function apart(one: Loss, other: Loss): boolean {
  const variance = ({ lost, atRisk }: Loss) => (lost * (1 - lost)) / atRisk;
  return Math.abs(one.lost - other.lost) > Z * Math.sqrt(variance(one) + variance(other));
}

/** The largest losses that chance alone cannot tell apart; one alone is clearly the worst. */
export function worstLosses(completion: Pick<Completion, 'funnel'>): Loss[] {
  const all = losses(completion);
  const [worst] = all;
  return worst ? all.filter((one) => one === worst || !apart(worst, one)) : [];
}

function dropOff(completion: Completion): Part[] | null {
  const all = losses(completion);
  const alike = worstLosses(completion);
  const [worst] = alike;
  if (!worst) return null;
  const [low, high] = wilson(worst.lost * worst.atRisk, worst.atRisk);
  if (high - low > WIDEST_INTERVAL) return null;
  if (alike.length === 1) {
    return [
      { text: `Most is lost at ` },
      { text: `episode ${worst.number}`, strong: true, tone: 'bad' },
      { text: `: ` },
      { text: percent(worst.lost), strong: true, tone: 'bad' },
      {
        text: ` of those who came to episode ${worst.after} don’t go on (${(low * 100).toFixed(1)}–${percent(high)}, of ${plural(worst.atRisk, 'viewer')}).`,
      },
    ];
  }
  if (alike.length === 2 && all.length > 2) {
    const [first, second] = [...alike].sort((a, b) => a.number - b.number) as [Loss, Loss];
    return [
      { text: 'Most is lost at ' },
      { text: `episodes ${first.number} and ${second.number}`, strong: true, tone: 'bad' },
      { text: `: ${percent(first.lost)} and ${percent(second.lost)} of those who came to the one before.` },
    ];
  }
  return [
    { text: 'Most is lost at ' },
    { text: `episode ${worst.number}`, strong: true, tone: 'title' },
    {
      text: `, ${percent(worst.lost)} of those who came to the one before, but ${plural(alike.length - 1, 'other')} lose${alike.length === 2 ? 's' : ''} not clearly less.`,
    },
  ];
}

/** The deepest fall inside an episode; the engine names only falls that the intervals carry. */
export function deepestFall(
  retention: readonly EpisodeRetention[],
): { episode: EpisodeRetention; moment: Moment } | null {
  let deepest: { episode: EpisodeRetention; moment: Moment } | null = null;
  for (const episode of retention) {
    for (const moment of episode.moments) {
      if (moment.kind === 'dip' && (deepest === null || moment.value > deepest.moment.value)) {
        deepest = { episode, moment };
      }
    }
  }
  return deepest;
}

function fall({ retention }: Completion): Part[] | null {
  const found = deepestFall(retention);
  if (!found) return null;
  const { episode, moment } = found;
  const place = timecode(moment.fromSeconds);
  return [
    { text: episode.episodeId === '' ? 'The sharpest fall is at ' : 'The sharpest fall inside an episode is at ' },
    {
      text: episode.episodeId === '' ? place : `${place} of episode ${episode.number}`,
      strong: true,
      tone: 'bad',
    },
    {
      text: `: ${points(moment.value)} of its viewers within ${Math.round(moment.toSeconds - moment.fromSeconds)} s.`,
    },
  ];
}

/** A share narrow enough to be said. */
function sure(figure: Figure): figure is Figure & { value: number; interval: readonly [number, number] } {
  if (figure.value === null || figure.withheld || !figure.interval) return false;
  return figure.interval[1] - figure.interval[0] <= WIDEST_INTERVAL;
}

function average({ averageWatched }: Completion): Part[] | null {
  if (!sure(averageWatched)) return null;
  const of = averageWatched.n === undefined ? '' : `, of ${plural(averageWatched.n, 'viewer')}`;
  return [
    { text: 'Who starts it watches ' },
    { text: percent(averageWatched.value), strong: true, tone: 'title' },
    { text: ` of it on average (${intervalText(averageWatched)}${of}).` },
  ];
}

function hooked({ hooked: found }: Completion): Part[] | null {
  if (!found || !sure(found.share)) return null;
  return [
    { text: 'They are hooked by ' },
    { text: `episode ${found.number}`, strong: true, tone: 'good' },
    {
      text: `: ${percent(found.share.value)} of those who watched it finished within 28 days (${intervalText(found.share)}).`,
    },
  ];
}

export const PACES = { devour: 'Devoured', between: 'In between', savour: 'Savoured' } as const;

function pace({ medianDays, hoursPerActiveDay, pace: word }: Completion): Part[] | null {
  if (medianDays.value === null || medianDays.withheld) return null;
  // The day itself counts: who ends on the day of the start took one day's time.
  const within = medianDays.value < 1 ? 'on their first day' : `within ${plural(Math.round(medianDays.value), 'day')}`;
  const hours = hoursPerActiveDay.value;
  const how = word === 'devour' ? 'devoured' : word === 'savour' ? 'savoured' : 'neither devoured nor savoured';
  return [
    { text: 'Half of those who finish do so ' },
    { text: within, strong: true, tone: 'title' },
    { text: word === null || hours === null ? '.' : `; with ${hours.toFixed(1)} h on a day of watching it is ${how}.` },
  ];
}
