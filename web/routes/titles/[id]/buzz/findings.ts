/** What a campaign did, in sentences. A sentence is left out when its number or its interval cannot carry it. */
import type { MilestoneUplift, TitleBuzz, VelocityPoint } from '../../../../../sql/queries/buzz-model.ts';
import { channelName } from '../../../../lib/format/names.ts';
import { compact, exact, percent, plural, signedPercent, signedPoints } from '../../../../lib/format/numbers.ts';
import { clock, weekday } from '../../../../lib/format/time.ts';
import { intervalText, rangeText, WIDEST_INTERVAL } from '../../../../lib/ui/figure.ts';
import type { Figure, Finding } from '../../../../../sql/queries/read-model.ts';
import { assetName } from './assets.ts';
import { daysText as premiereText, timesText } from './course.ts';
import { daysText } from './conversion.ts';
import { UPLIFT_METRICS } from './uplift.ts';

type Part = Finding['parts'][number];

const SHOWN = 4;
/** A spike is news for so long. */
const NEWS_MS = 36 * 3_600_000;

export function buzzFindings(buzz: TitleBuzz, titleName: string): Finding[] {
  return [spike(buzz), led(buzz), moved(buzz), standing(buzz), watched(buzz, titleName), voice(buzz)]
    .filter((parts): parts is Part[] => parts !== null)
    .slice(0, SHOWN)
    .map((parts) => ({ titleId: buzz.titleId, parts }));
}

type Sure = Figure & { value: number; interval: readonly [number, number] };
const sure = (figure: Figure, widest = WIDEST_INTERVAL): figure is Sure =>
  figure.value !== null && figure.interval !== undefined && figure.interval[1] - figure.interval[0] <= widest;

function spike({ velocity, asOfMs }: TitleBuzz): Part[] | null {
  const newest = (['views', 'mentions'] as const)
    .flatMap((what) => velocity[what].spikes.slice(0, 1).map((point) => ({ what, point })))
    .sort((a, b) => b.point.atMs - a.point.atMs)[0];
  if (!newest || asOfMs - newest.point.endMs > NEWS_MS) return null;
  const { what, point } = newest;
  return [
    { text: `${what === 'views' ? 'Views' : 'Mentions'} ` },
    { text: 'spiked', strong: true, tone: 'title' },
    { text: ` on ${weekday(point.atMs, 'UTC')} at ${clock(point.atMs, 'UTC')} UTC: ${spikeText(point)}.` },
  ];
}

const spikeText = ({ count, open, spike: usual }: VelocityPoint): string =>
  `${exact(count)} in the hour${open ? ' so far' : ''}, where ${plural(Math.round(usual?.expected ?? 0), 'is', 'are')} usual`;

/** What exposures came to within a week, or a day where nobody's is a week old. */
function led({ conversion }: TitleBuzz): Part[] | null {
  const told = [7, 1].map((days) => conversion.find((one) => one.days === days));
  // Of a lift it is the difference that has to be known, not how many of the exposed started.
  const one = told.find((each) => each && (each.lift ? sure(each.lift.difference, 1) : sure(each.rate)));
  if (!one || one.rate.value === null) return null;
  const within = daysText(one.days);
  if (!one.lift) {
    return [
      { text: percent(one.rate.value), strong: true, tone: 'title' },
      { text: ` of those it reached started within ${within} (${intervalText(one.rate)}): ` },
      { text: 'an association, as no holdout tells what they would have done anyway.' },
    ];
  }
  const { difference, exposed, holdout } = one.lift;
  if (!sure(difference, 1)) return null;
  const [low, high] = difference.interval;
  const rates = `${percent(exposed.started / exposed.n)} of the exposed and ${percent(holdout.started / holdout.n)} of the holdout started within ${within}`;
  if (low <= 0 && high >= 0) {
    return [
      { text: 'No lift', strong: true },
      { text: ` can be told yet: ${rates} (${rangeText(difference)} points).` },
    ];
  }
  const added = difference.value > 0;
  return [
    { text: added ? 'The campaign added ' : 'The campaign took away ' },
    { text: `${signedPoints(difference.value)} points`, strong: true, tone: added ? 'good' : 'bad' },
    { text: ` (${rangeText(difference)}): ${rates}.` },
  ];
}

/** What was long ago is no news, told or not. */
const LAST_MS = 60 * 24 * 3_600_000;

/** Of the milestones that have come, what the newest did; one of which nothing can be told says why. */
function moved({ milestones, asOfMs }: TitleBuzz): Part[] | null {
  const past = milestones.filter(({ milestone }) => milestone.atMs <= asOfMs);
  const newest = past.findLast(({ uplift }) => uplift.value !== null) ?? past.at(-1);
  if (!newest || asOfMs - newest.milestone.atMs > LAST_MS) return null;
  const { milestone, metric, uplift } = newest;
  if (uplift.value === null || !uplift.interval) {
    return [
      { text: 'No uplift', strong: true },
      { text: ` can be told after “${milestone.name}”: ${lowered(uplift.reason ?? 'it is not known yet.')}` },
    ];
  }
  const [low, high] = uplift.interval;
  const range = `${signedPercent(low)} to ${signedPercent(high)}`;
  const what = UPLIFT_METRICS[metric];
  if (low <= 0 && high >= 0) {
    return [
      { text: 'No uplift', strong: true },
      { text: ` can be told after “${milestone.name}”: ${what} came in at ${range} against what was expected.` },
    ];
  }
  return [
    { text: `After “${milestone.name}” ${what} were ` },
    { text: aboveText(newest), strong: true, tone: uplift.value > 0 ? 'good' : 'bad' },
    { text: ` what was expected (${range}).` },
  ];
}
const aboveText = ({ uplift: { value } }: MilestoneUplift) =>
  `${percent(Math.abs(value ?? 0), 0)} ${(value ?? 0) > 0 ? 'above' : 'below'}`;
const lowered = (sentence: string) => sentence.charAt(0).toLowerCase() + sentence.slice(1);

/** From here on it is more, or less, than its genre usually has. */
const APART = 1.25;

function standing({ index, daysToPremiere }: TitleBuzz): Part[] | null {
  const { value } = index.now;
  if (value === null || daysToPremiere === null) return null;
  const apart = value >= APART ? ('good' as const) : value <= 1 / APART ? ('bad' as const) : ('title' as const);
  return [
    { text: `${premiereText(daysToPremiere)}, `.replace(/^./, (letter) => letter.toUpperCase()) },
    { text: 'its buzz is ' },
    { text: apart === 'title' ? 'typical' : timesText(value), strong: true, tone: apart },
    {
      text:
        apart === 'title'
          ? ` of ${index.genre ?? 'its genre'} (${timesText(value)} the median of ${plural(index.comparables, 'title')}).`
          : ` the median of ${plural(index.comparables, 'title')} of ${index.genre ?? 'its genre'} as near to theirs.`,
    },
  ];
}

/** The asset that was shown most, of those whose viewers are known. */
function watched({ assets }: TitleBuzz, titleName: string): Part[] | null {
  const told = assets
    .flatMap((asset) => asset.placings.map((placing) => ({ asset, placing })))
    .filter(({ placing }) => sure(placing.viewThrough))
    .sort((a, b) => (b.placing.viewThrough.n ?? 0) - (a.placing.viewThrough.n ?? 0))[0];
  if (!told || told.placing.viewThrough.value === null) return null;
  const { asset, placing } = told;
  const { viewThrough } = placing;
  return [
    { text: `${assetName(asset, titleName)}, ${channelName(placing.channel)}: ` },
    { text: percent(viewThrough.value ?? 0), strong: true, tone: 'title' },
    {
      text: ` of impressions are played to the end (${intervalText(viewThrough)}, of ${compact(viewThrough.n ?? 0)}).`,
    },
  ];
}

/** A share that may be next to nothing is no finding. */
const LEAST_VOICE = 0.01;

function voice({ voice: { share } }: TitleBuzz): Part[] | null {
  if (!sure(share) || share.interval[0] < LEAST_VOICE) return null;
  return [
    { text: percent(share.value), strong: true, tone: 'title' },
    {
      text: ` of what is said of all titles is of this one (${intervalText(share)}, of ${plural(share.n ?? 0, 'mention')} in a week).`,
    },
  ];
}
