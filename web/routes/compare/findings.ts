/** What a comparison's numbers say, in sentences. A sentence is left out when its numbers or intervals cannot carry it. */
import type { ComparedTitle, Comparison, Figure, Finding, LaunchMetric } from '../../../sql/queries/read-model.ts';
import { ageLabel } from '../../lib/charts/ticks.ts';
import { compact, percent, plural } from '../../lib/format/numbers.ts';
import { intervalText } from '../../lib/ui/figure.ts';
import { METRICS } from '../../../sql/queries/definitions.ts';

type Part = Finding['parts'][number];
/** A title's number; `name` is what the page calls it. */
interface Standing {
  name: string;
  value: number;
  figure: Figure;
}

/** An hour after a premiere nothing can be said against others. */
const YOUNGEST_AGE_HOURS = 6;
/** Amounts closer than this are called level. */
const LEVEL = 1.02;
/** Two sentences are read, a third is not. */
const MOST = 2;

/** @param names what each title is called, by id. */
export function comparisonFindings(
  comparison: Comparison,
  metric: LaunchMetric,
  names: ReadonlyMap<string, string>,
): Finding[] {
  const standings = (of: (title: ComparedTitle) => Figure): Standing[] =>
    comparison.titles
      .flatMap((title) => {
        const figure = of(title);
        const name = names.get(title.title.id) ?? title.title.name;
        return figure.value === null || figure.withheld ? [] : [{ name, value: figure.value, figure }];
      })
      .sort((a, b) => b.value - a.value);
  const sentences = [
    ahead(
      standings((title) => title.figures[metric]),
      metric,
      comparison.ageHours,
    ),
    keeping(
      standings((title) => title.figures.completion28d),
      standings((title) => title.figures.completion7d),
    ),
    holding(standings((title) => title.figures.holdWeek2)),
  ];
  return sentences
    .filter((parts): parts is Part[] => parts !== null)
    .slice(0, MOST)
    .map((parts) => ({ titleId: null, parts }));
}

/**
 * Who is ahead at the age all are compared at, and by how much. Counts are exact: they need no interval. A title with
 * nothing is not behind: more likely its launch is older than what is known.
 */
function ahead(all: readonly Standing[], metric: LaunchMetric, ageHours: number | null): Part[] | null {
  const order = all.filter((one) => one.value > 0);
  const [first, second] = order;
  const last = order.at(-1);
  if (ageHours === null || ageHours < YOUNGEST_AGE_HOURS || !first || !second || !last) return null;
  const what = METRICS[metric].name.toLowerCase();
  const begin = { text: `At ${ageLabel(ageHours)}, ` };
  if (first.value < second.value * LEVEL) {
    return [
      begin,
      { text: `${first.name} and ${second.name} are level`, strong: true, tone: 'title' },
      { text: ` with ${compact(first.value)} and ${compact(second.value)} ${what}.` },
    ];
  }
  return [
    begin,
    { text: first.name, strong: true, tone: 'title' },
    { text: ` is ahead with ${compact(first.value)} ${what}: ` },
    { text: timesText(first, second), strong: true, tone: 'good' },
    { text: last === second ? '.' : `, ${timesText(first, last)}.` },
  ];
}

function timesText(first: Standing, other: Standing): string {
  return `${(first.value / other.value).toFixed(2)}× those of ${other.name}`;
}

/**
 * Who completes more. Said only of titles whose intervals lie wholly below that of the first: intervals that do not
 * meet are stricter than a test of each pair at 95 %, which six titles, compared fifteen times, need.
 */
function keeping(within28: readonly Standing[], within7: readonly Standing[]): Part[] | null {
  const days = within28.length > 1 ? 28 : 7;
  const [first, ...others] = days === 28 ? within28 : within7;
  const floor = first?.figure.interval?.[0];
  if (!first || others.length === 0 || floor === undefined) return null;
  const below = others.filter((other) => (other.figure.interval?.[1] ?? 1) < floor);
  const [next, ...less] = below;
  if (!next) {
    return [
      { text: `Completion within ${days} days ` },
      { text: 'does not tell them apart', strong: true, tone: 'title' },
      { text: others.length === 1 ? ': their intervals meet.' : ': every interval meets that of the highest.' },
    ];
  }
  const said = (one: Standing) => `${percent(one.value)} (${intervalText(one.figure)})`;
  const rest = less.length === 0 ? '' : ` and less of ${plural(less.length, 'other')}`;
  return [
    { text: `${first.name} keeps more of its starters: ` },
    { text: said(first), strong: true, tone: 'good' },
    { text: ` finish within ${days} days, against ${said(next)} of ${next.name}${rest}.` },
  ];
}

function holding(order: readonly Standing[]): Part[] | null {
  const first = order[0];
  const last = order.at(-1);
  if (!first || !last || first === last) return null;
  return [
    { text: `Week 2 kept ` },
    { text: percent(first.value, 0), strong: true, tone: 'good' },
    { text: ` of the hours of week 1 for ${first.name}, ${percent(last.value, 0)} for ${last.name}.` },
  ];
}
