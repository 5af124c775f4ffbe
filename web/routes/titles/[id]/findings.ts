/** What a launch's numbers say, in sentences. A sentence is left out when its number or its interval cannot carry it. */
import type { Finding, Launch, TitleSummary } from '../../../../sql/queries/read-model.ts';
import { ageLabel } from '../../../lib/charts/ticks.ts';
import { percent, plural } from '../../../lib/format/numbers.ts';
import { intervalText, WIDEST_INTERVAL } from '../../../lib/ui/figure.ts';
import { bandNames, standing } from './launch-shape.ts';

type Part = Finding['parts'][number];

/** An hour after the premiere nothing can be said against others. */
const YOUNGEST_AGE_HOURS = 6;

export function launchFindings(titleId: string, launch: Launch, summary: TitleSummary): Finding[] {
  return [against(launch), completion(summary), hold(launch)]
    .filter((parts): parts is Part[] => parts !== null)
    .map((parts) => ({ titleId, parts }));
}

function against(launch: Launch): Part[] | null {
  const at = standing(launch, 'hours');
  const others = launch.comparables.titles.length;
  if (!at || at.mid <= 0 || at.ageHours < YOUNGEST_AGE_HOURS) return null;
  const ratio = at.value / at.mid;
  const names = bandNames(launch.comparables.kind);
  const place =
    at.value > at.high
      ? { text: `above the ${names.high}`, tone: 'good' as const }
      : at.value < at.low
        ? { text: `below the ${names.low}`, tone: 'bad' as const }
        : { text: `within the band`, tone: 'title' as const };
  return [
    // Beyond two days the hour says nothing more.
    { text: `At ${ageLabel(at.ageHours < 48 ? at.ageHours : Math.floor(at.ageHours / 24) * 24)} its hours are ` },
    { text: `${ratio.toFixed(2)}× the median`, strong: true, tone: ratio >= 1 ? 'good' : 'bad' },
    { text: ` of ${plural(others, 'comparable title')}, ` },
    { text: place.text, strong: place.tone !== 'title', tone: place.tone },
    { text: '.' },
  ];
}

function completion(summary: TitleSummary): Part[] | null {
  const longer = summary.figures.completion28d;
  const figure = longer.value !== null ? longer : summary.figures.completion7d;
  const days = figure === longer ? 28 : 7;
  if (figure.value === null || figure.withheld || !figure.interval) return null;
  const [low, high] = figure.interval;
  if (high - low > WIDEST_INTERVAL) return null;
  return [
    { text: percent(figure.value), strong: true, tone: 'title' },
    {
      text: ` of starters finish within ${days} days (${intervalText(figure)}${figure.n === undefined ? '' : `, of ${plural(figure.n, 'viewer')}`}).`,
    },
  ];
}

function hold(launch: Launch): Part[] | null {
  const closed = launch.hold.filter((week) => week.hold !== null && !week.open);
  const last = closed.at(-1);
  if (!last || last.hold === null) return null;
  return [
    { text: `Week ${last.week} kept ` },
    { text: percent(last.hold, 0), strong: true, tone: last.hold >= 1 ? 'good' : 'title' },
    { text: ` of the hours of week ${last.week - 1}.` },
  ];
}
