import { newcombe } from '../statistics.ts';
import { finding, isAboveAll, isSure, type Told, type Weighed } from './told.ts';
import { betweenText, countText, differenceText, momentText, percentText, pluralText, signedText } from './words.ts';

/** A step that loses fewer is no news. */
const LOSS = 0.15;
const MOST_TITLES = 2;

/** What findings say of voices, countries and episodes. */
export const findingsOfPeople = [
  slateSentimentMoved,
  sentimentMoved,
  sentimentSide,
  bombs,
  territory,
  dropOff,
] as const;

/** Net sentiment of all texts of a slate, where it is surely another than that of the week before. */
function slateSentimentMoved(told: Told): (Weighed | null)[] {
  if (told.report.scope.kind !== 'slate') return [];
  const change = told.number('kpis', 'net_sentiment', 'change');
  const net = (column: string) => signedText(told.number('kpis', 'net_sentiment', column)?.value ?? 0);
  const [now, before] = [net('value'), net('before')];
  if (!change || !isSure(change) || now === before) return [];
  return [turned(76, 'kpis/net_sentiment/change', 'the slate', { change: change.value, now, before })];
}

/** Titles whose net sentiment of the week is surely another than that of the week before. */
function sentimentMoved(told: Told): (Weighed | null)[] {
  const slate = told.report.scope.kind === 'slate';
  // Reviews and mentions are parts of all.
  const rows = slate ? told.rows('sentiment') : told.rows('sentiment').slice(0, 1);
  const changes = rows.flatMap(({ id }) => {
    const change = told.number('sentiment', id, 'net_change');
    const [now, before] = ['net', 'net_before'].map((column) => told.number('sentiment', id, column)?.value ?? 0);
    return change ? [{ id, change, now: signedText(now ?? 0), before: signedText(before ?? 0) }] : [];
  });
  return changes
    .filter(({ change, now, before }) => isSure(change, changes.length) && now !== before)
    .sort((a, b) => Math.abs(b.change.value) - Math.abs(a.change.value))
    .slice(0, MOST_TITLES)
    .map(({ id, change, now, before }) => {
      const title = slate ? told.text('sentiment', id, 'title') : told.report.subject;
      return turned(75, `sentiment/${id}/net_change`, title, { change: change.value, now, before });
    });
}

function turned(
  weight: number,
  at: string,
  whom: string,
  { change, now, before }: { change: number; now: string; before: string },
): Weighed {
  const better = change > 0;
  return finding(
    weight,
    at,
    better ? 'good' : 'bad',
    'What is said of ',
    { strong: whom },
    ` turned ${better ? 'better' : 'worse'}: net sentiment `,
    { strong: now },
    ` after ${before}.`,
  );
}

/** Of a title: more praise than blame, or less, where the interval leaves no doubt and nothing moved. */
function sentimentSide(told: Told): (Weighed | null)[] {
  if (told.report.scope.kind === 'slate') return [];
  const [row] = told.rows('sentiment');
  if (!row) return [];
  const net = told.number('sentiment', row.id, 'net');
  const change = told.number('sentiment', row.id, 'net_change');
  if (!net?.interval || !isSure(net) || (change && isSure(change))) return [];
  const praise = net.value > 0;
  return [
    finding(
      35,
      `sentiment/${row.id}/net`,
      praise ? 'good' : 'bad',
      { strong: `More ${praise ? 'praise than blame' : 'blame than praise'}` },
      ` in the week’s texts: net sentiment ${signedText(net.value)} (${differenceText(net.interval)}).`,
    ),
  ];
}

function bombs(told: Told): (Weighed | null)[] {
  return told
    .rows('anomalies')
    .filter(({ id }) => id.startsWith('bomb-'))
    .slice(0, MOST_TITLES)
    .map(({ id }) => {
      const at = told.number('anomalies', id, 'at')?.value ?? 0;
      const reviews = told.number('anomalies', id, 'value')?.value ?? 0;
      return finding(
        85,
        `anomalies/${id}/value`,
        'bad',
        `A wave of ${pluralText(reviews, 'review')} of `,
        { strong: told.text('anomalies', id, 'title') },
        ` from ${momentText(at, told.report.zone)} on looks coordinated. Figures without the suspects stand on its reception page.`,
      );
    });
}

/** A country in which a title surely does better than elsewhere: the one with the highest index. */
function territory(told: Told): (Weighed | null)[] {
  const slate = told.report.scope.kind === 'slate';
  const indices = told.rows('territories').flatMap(({ id }) => {
    const index = told.number('territories', id, 'index');
    return index?.interval ? [{ id, index }] : [];
  });
  const [best] = indices
    // Those of a slate were chosen of all of its titles' countries.
    .filter(({ index }) => isAboveAll(index, slate ? 1 : indices.length))
    .sort((a, b) => b.index.value - a.index.value);
  if (!best?.index.interval) return [];
  // What is above 100 for sure is not rounded to it.
  const indexText = (value: number) => (Math.round(value) === 100 ? value.toFixed(1) : countText(value));
  return [
    finding(
      30,
      `territories/${best.id}/index`,
      'neutral',
      { strong: slate ? told.text('territories', best.id, 'title') : told.report.subject },
      ' does better in ',
      { strong: told.text('territories', best.id, 'country') },
      ' than elsewhere: index ',
      `${indexText(best.index.value)} (${betweenText(best.index.interval, indexText)}), where 100 is as among all viewers.`,
    ),
  ];
}

/** The episode that surely loses a larger share than any other. */
function dropOff(told: Told): (Weighed | null)[] {
  const steps = told
    .rows('funnel')
    .flatMap(({ id }) => {
      const [lost, n] = [told.number('funnel', id, 'lost')?.value, told.number('funnel', id, 'at_risk')?.value];
      return lost === undefined || n === undefined || n <= 0 ? [] : [{ id, lost, n, people: Math.round(lost * n) }];
    })
    .sort((a, b) => b.lost - a.lost);
  const [worst, next] = steps;
  if (!worst || !next || worst.lost < LOSS) return [];
  const difference = {
    value: worst.lost - next.lost,
    interval: newcombe(worst.people, worst.n, next.people, next.n),
  };
  if (!isSure(difference, steps.length - 1)) return [];
  return [
    finding(
      55,
      `funnel/${worst.id}/lost`,
      'bad',
      { strong: told.text('funnel', worst.id, 'episode') },
      ' loses most: ',
      { strong: percentText(worst.lost) },
      ' of those who came to the episode before it.',
    ),
  ];
}
