import type { ReportFinding } from './model.ts';
import { findingsOfPeople } from './findings-of-people.ts';
import { findingsOfPromo } from './findings-of-promo.ts';
import { ALIKE, changeParts, finding, isSure, Told, type Findable, type Weighed } from './told.ts';
import { countText, differenceText, OUT_LATER, percentText, pluralText } from './words.ts';

const MOST_FINDINGS = 7;
/** Places that a title climbs or falls on the chart. */
const FAR = 3;
const CHART = 10;
/** What is still to come of less than this moves figures more than a little. */
const MOSTLY_IN = 0.9;
/** Hours under this make no sentence: a few people are no news. */
const ENOUGH_HOURS = 20;

type Rule = (told: Told) => readonly (Weighed | null)[];

/**
 * The opening sentences of a report, made from its cells by rules, the weightiest first. What is withheld, not known or under
 * a floor has no value there, and so no sentence; and where there is an interval, a difference is only told if that says so.
 */
export function findingsOf(report: Findable): ReportFinding[] {
  const told = new Told(report);
  const rules: readonly Rule[] = [
    volume,
    starters,
    completion,
    leader,
    movers,
    launches,
    ...findingsOfPeople,
    ...findingsOfPromo,
    dataQuality,
  ];
  return rules
    .flatMap((rule) => rule(told))
    .filter((found) => found !== null)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST_FINDINGS)
    .map(({ weight: _, ...own }) => own);
}

/** How much was viewed, or came to a campaign: everything is counted, so a change is a fact and no estimate. */
function volume(told: Told): (Weighed | null)[] {
  const campaign = told.report.scope.kind === 'campaign';
  const row = campaign ? 'promo_views' : 'hours';
  const now = told.number('kpis', row, 'value');
  if (!now) return [];
  const when = told.report.provisional ? 'so far this week' : 'this week';
  const amount = Math.round(now.value);
  const say = (at: string, tone: ReportFinding['tone'], ...rest: (string | { strong: string })[]) => [
    finding(
      100,
      at,
      tone,
      { strong: campaign ? pluralText(amount, 'trailer view') : pluralText(amount, 'hour') },
      ` ${campaign ? 'came' : amount === 1 ? 'was viewed' : 'were viewed'} ${when}`,
      ...rest,
    ),
  ];
  const { partial, why = '' } = told.cell('kpis', row, 'value') ?? {};
  if (partial) {
    const known = [
      { strong: pluralText(amount, 'trailer view') },
      ` ${amount === 1 ? 'is' : 'are'} known of ${when}. ${why}`,
    ];
    return amount === 0 ? [] : [finding(100, `kpis/${row}/value`, 'neutral', ...known)];
  }
  if (amount === 0) {
    const none = campaign ? 'There were no trailer views' : now.value > 0 ? 'Less than an hour was viewed' : null;
    return [finding(100, `kpis/${row}/value`, 'neutral', `${none ?? 'Nothing was viewed'} ${when}.`)];
  }
  const change = told.number('kpis', row, 'change');
  if (!change) return say(`kpis/${row}/value`, 'neutral', '.');
  const at = `kpis/${row}/change`;
  if (Math.abs(change.value) < ALIKE) return say(at, 'neutral', `, about as many as ${told.weekBefore}.`);
  return say(at, change.value > 0 ? 'good' : 'bad', ...changeParts(change.value, told.weekBefore));
}

/** New people: chance moves them, so an interval decides. */
function starters(told: Told): (Weighed | null)[] {
  const change = told.number('kpis', 'starters', 'change');
  if (!change?.interval || !isSure(change) || Math.abs(change.value) < ALIKE) return [];
  const more = change.value > 0;
  const [low, high] = change.interval.map(Math.abs).sort((a, b) => a - b) as [number, number];
  return [
    finding(
      80,
      'kpis/starters/change',
      more ? 'good' : 'bad',
      { strong: `${percentText(Math.abs(change.value))} ${more ? 'more' : 'fewer'} people` },
      ` started it than ${told.weekBefore}`,
      ` (${percentText(low)} to ${percentText(high)}).`,
    ),
  ];
}

/** Those whose seven days ended this week, against those of the week before: other people. */
function completion(told: Told): (Weighed | null)[] {
  const change = told.number('kpis', 'completion_due', 'change');
  const [now, before] = ['value', 'before'].map((column) => told.number('kpis', 'completion_due', column));
  if (!change?.interval || !isSure(change) || !now || !before) return [];
  const when = told.report.provisional ? 'so far this week' : 'this week';
  // Of very many people also what nobody would call a difference is sure.
  if (percentText(now.value) === percentText(before.value)) return [];
  return [
    finding(
      78,
      'kpis/completion_due/change',
      change.value > 0 ? 'good' : 'bad',
      { strong: percentText(now.value) },
      ` of the starters whose seven days ended ${when} completed it, against ${percentText(before.value)} ${told.weekBefore} `,
      `(${differenceText(change.interval)} points).`,
    ),
  ];
}

/** Whether a title's week before was a whole one of enough hours: a place in it is no measure else. */
const isCompared = (told: Told, id: string): boolean => told.number('ranking', id, 'change') !== null;

function leader(told: Told): (Weighed | null)[] {
  const [first, second] = told.rows('ranking');
  if (!first || !second) return [];
  const share = told.number('ranking', first.id, 'share');
  if (!share) return [];
  const last = told.number('ranking', first.id, 'last')?.value;
  const anyBefore = told.rows('ranking').some(({ id }) => told.number('ranking', id, 'last') !== null);
  const wasOut = told.cell('ranking', first.id, 'change')?.why !== OUT_LATER;
  const before =
    last === undefined
      ? anyBefore && wasOut
        ? `; it was not viewed ${told.weekBefore}.`
        : '.'
      : last === 1
        ? `, as ${told.weekBefore}.`
        : isCompared(told, first.id)
          ? `; it was number ${last} ${told.weekBefore}.`
          : '.';
  return [
    finding(
      90,
      `ranking/${first.id}/share`,
      'neutral',
      { strong: told.text('ranking', first.id, 'title') },
      ' leads the ranking, with ',
      { strong: percentText(share.value) },
      ` of all hours${before}`,
    ),
  ];
}

/** The highest new entry, and who climbed furthest into the chart or fell furthest from it. */
function movers(told: Told): (Weighed | null)[] {
  const enough = told
    .rows('ranking')
    .filter(({ id }) => (told.number('ranking', id, 'hours')?.value ?? 0) >= ENOUGH_HOURS);
  const rows = enough.map(({ id }) => ({
    id,
    title: told.text('ranking', id, 'title'),
    rank: told.number('ranking', id, 'rank')?.value ?? Infinity,
    last: told.number('ranking', id, 'last')?.value ?? null,
  }));
  if (!rows.some(({ last }) => last !== null)) return [];
  const entry = rows.find(({ rank, last }) => rank > 1 && rank <= CHART && last === null);
  const by = (row: { rank: number; last: number | null }) => (row.last === null ? 0 : row.last - row.rank);
  const compared = rows.filter(({ id }) => isCompared(told, id));
  const [climber] = compared
    .filter((row) => row.rank > 1 && row.rank <= CHART && by(row) >= FAR)
    .sort((a, b) => by(b) - by(a));
  const [faller] = compared
    .filter((row) => (row.last ?? Infinity) <= CHART && by(row) <= -FAR)
    .sort((a, b) => by(a) - by(b));
  const ranked = (weight: number, tone: 'good' | 'bad', row: typeof climber, says: string) =>
    row ? finding(weight, `ranking/${row.id}/rank`, tone, { strong: row.title }, says) : null;
  return [
    ranked(60, 'good', entry, ` enters the chart at number ${entry?.rank}.`),
    ranked(50, 'good', climber, ` climbs from number ${climber?.last} to number ${climber?.rank}.`),
    ranked(45, 'bad', faller, ` falls from number ${faller?.last} to number ${faller?.rank}.`),
  ];
}

/** Launches outside of the band of their like. */
function launches(told: Told): (Weighed | null)[] {
  const section = told.section('launch');
  const slate = told.report.scope.kind === 'slate';
  const rows = slate
    ? told.rows('launch')
    : told
        .rows('launch')
        .filter(({ id }) => (id === 'views' || id === 'hours') && told.number('launch', id, 'value') !== null)
        .slice(-1);
  return rows.map(({ id }, at) => {
    const place = told.text('launch', id, 'place');
    const n = told.cell('launch', id, 'mid')?.n ?? 0;
    const value = told.number('launch', id, 'value');
    const median = told.number('launch', id, 'mid');
    if (!value || !median || (place !== 'above' && place !== 'below')) return null;
    const chart = section?.charts[at];
    const quantiles = chart?.kind === 'launch' && chart.bandKind === 'quantiles';
    const above = place === 'above';
    const than = quantiles ? `nine in ten of ${n} titles like it` : `all ${n} titles like it`;
    const title = slate ? told.text('launch', id, 'title') : told.report.subject;
    const days = told.number('launch', id, 'age')?.value ?? 0;
    const unit = told.cell('launch', id, 'value')?.kind === 'hours' ? 'hour' : 'view';
    return finding(
      70,
      `launch/${id}/place`,
      above ? 'good' : 'bad',
      { strong: title },
      ` is ${above ? 'ahead of' : 'behind'} `,
      { strong: than },
      ` ${days === 0 ? 'on the day of the premiere' : `${pluralText(days, 'day')} after the premiere`}: ${pluralText(Math.round(value.value), unit)} against a median of ${countText(median.value)}.`,
    );
  });
}

/** Only what a reader has to know before believing the rest. */
function dataQuality(told: Told): (Weighed | null)[] {
  const differing = told.number('quality', 'differing', 'value')?.value ?? 0;
  const share = told.number('quality', 'in', 'value')?.value ?? 1;
  return [
    differing > 0
      ? finding(
          95,
          'quality/differing/value',
          'bad',
          { strong: `${countText(differing)} ${differing === 1 ? 'number' : 'numbers'}` },
          ' failed the last audit of the data.',
        )
      : null,
    share < 0.99
      ? finding(
          40,
          'quality/in/value',
          'neutral',
          'About ',
          { strong: percentText(share) },
          share < MOSTLY_IN
            ? ' of what will come is in: figures will still move.'
            : ' of what will come is in: figures may still move a little.',
        )
      : null,
  ];
}
