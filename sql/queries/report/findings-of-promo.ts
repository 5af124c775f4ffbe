import { valueText } from './cell-text.ts';
import { ALIKE, changeParts, finding, isSure, LEAST_PART_BY_HOUR, type Told, type Weighed } from './told.ts';
import { countText, decimalsOf, differenceText, momentText, percentText, pluralText } from './words.ts';

/** The window of conversion that is told. */
const WINDOW = '7d';
const MOST_SPIKES = 2;
const MOST_CAMPAIGNS = 2;

/** What findings say of campaigns. */
export const findingsOfPromo = [spikes, campaigns, lift, uplifts] as const;

function spikes(told: Told): (Weighed | null)[] {
  return told
    .rows('anomalies')
    .filter(({ id }) => id.startsWith('mentions-') || id.startsWith('views-'))
    .slice(0, MOST_SPIKES)
    .map(({ id }) => {
      const [at, count, usual] = ['at', 'value', 'usual'].map(
        (column) => told.number('anomalies', id, column)?.value ?? 0,
      );
      return finding(
        65,
        `anomalies/${id}/value`,
        'neutral',
        `${told.text('anomalies', id, 'what')} of `,
        { strong: told.text('anomalies', id, 'title') },
        ` on ${momentText(at ?? 0, told.report.zone)}: ${countText(count ?? 0)} in an hour`,
        ` where ${usualText(usual ?? 0)} usual.`,
      );
    });
}

/** Of a slate: the campaigns whose views moved most. They are counted, so that a change is a fact, where all of both weeks are in. */
function campaigns(told: Told): (Weighed | null)[] {
  if (told.report.scope.kind !== 'slate') return [];
  const moved = told.rows('trailer').flatMap(({ id }) => {
    const [views, before, change] = ['views', 'views_before', 'views_change'].map((column) => {
      const isWhole = told.cell('trailer', id, column)?.partial === undefined;
      return isWhole ? (told.number('trailer', id, column)?.value ?? null) : null;
    });
    if (views == null || before == null || change == null || Math.abs(change) < ALIKE) return [];
    return [{ id, views, change, by: Math.abs(views - before) }];
  });
  return moved
    .sort((a, b) => b.by - a.by)
    .slice(0, MOST_CAMPAIGNS)
    .map(({ id, views, change }) =>
      finding(
        48,
        `trailer/${id}/views_change`,
        change > 0 ? 'good' : 'bad',
        'The campaign of ',
        { strong: told.text('trailer', id, 'title') },
        ' had ',
        { strong: pluralText(views, 'trailer view') },
        ...changeParts(change, told.weekBefore),
      ),
    );
}

/** `12 are`, `12.5 are`, `1 is`, `none is`: the median of some hours may lie between two counts. */
function usualText(usual: number): string {
  if (usual === 0) return 'none is';
  return `${valueText(usual, 'number', 'UTC')} ${usual === 1 ? 'is' : 'are'}`;
}

/** What the campaign did, against a declared holdout; without one it is an association, and nothing is claimed of it. */
function lift(told: Told): (Weighed | null)[] {
  const difference = told.number('conversion', WINDOW, 'difference');
  const rate = told.number('conversion', WINDOW, 'rate');
  if (difference?.interval && isSure(difference)) {
    const more = difference.value > 0;
    const points = Math.abs(difference.value) * 100;
    return [
      finding(
        88,
        `conversion/${WINDOW}/difference`,
        more ? 'good' : 'bad',
        'The campaign ',
        { strong: more ? 'brought people in' : 'kept people away' },
        `: of those exposed, ${points.toFixed(decimalsOf(points, 1))} points ${more ? 'more' : 'fewer'} started within 7 days `,
        `than of those held out (${differenceText(difference.interval, 1)}).`,
      ),
    ];
  }
  if (!rate?.interval || told.text('conversion', WINDOW, 'word') === 'a lift') return [];
  return [
    finding(
      25,
      `conversion/${WINDOW}/rate`,
      'neutral',
      { strong: percentText(rate.value) },
      ' of those exposed started within 7 days; without a holdout nobody can say how many would have anyway.',
    ),
  ];
}

/** Milestones after which surely more, or less, came than without them. What is told by the hour speaks for all if it is most of it. */
function uplifts(told: Told): (Weighed | null)[] {
  const known = told.rows('uplift').flatMap(({ id }) => {
    const uplift = told.number('uplift', id, 'uplift');
    const part = told.number('uplift', id, 'part')?.value ?? 1;
    return uplift?.interval && part >= LEAST_PART_BY_HOUR ? [{ id, uplift, part, interval: uplift.interval }] : [];
  });
  const sure = known.filter(({ uplift }) => isSure(uplift, known.length));
  return sure.map(({ id, uplift, part, interval }) => {
    const more = uplift.value > 0;
    return finding(
      82,
      `uplift/${id}/uplift`,
      more ? 'good' : 'bad',
      'After ',
      { strong: `“${told.text('uplift', id, 'milestone')}”` },
      ', ',
      { strong: `${percentText(Math.abs(uplift.value))} ${more ? 'more' : 'fewer'}` },
      ` ${told.text('uplift', id, 'metric')} came than were to be expected (${differenceText(interval)}\u202f%)${part < 1 ? `, of the ${percentText(part)} told by the hour` : ''}.`,
    );
  });
}
