/** What "Who gets how far?" shows: each rate of its own starters, whose clocks may begin on different days. */
import type { Figure } from '../../../../sql/queries/read-model.ts';
import type { Share } from '../../../lib/charts/ShareBars.svelte';
import { exact, percent, plural } from '../../../lib/format/numbers.ts';

/** Where episodes come out over time completers are judged later than watchers: from the last release. */
export const apart = (watched: Figure, completed: Figure) =>
  watched.n !== undefined && completed.n !== undefined && watched.n !== completed.n;

/** Starters, watchers and completers within so many days, as bars. */
export function howFar(watched: Figure, completed: Figure, within: 7 | 28): Share[] {
  const split = apart(watched, completed);
  const none = `nobody started ${within} days ago yet`;
  const row = (id: string, label: string, figure: Figure): Share => ({
    ...{ id, label, share: figure.value },
    ...(figure.withheld
      ? { withheld: true, reason: figure.reason }
      : figure.value === null && { reason: figure.reason ?? none }),
    ...(figure.interval && { interval: figure.interval }),
    ...(figure.count !== undefined && {
      count: split ? `${exact(figure.count)} of ${exact(figure.n ?? 0)}` : exact(figure.count),
    }),
  });
  // Whoever is judged at all is so from the first day on.
  const judged = watched.n ?? completed.n;
  const hidden = judged === undefined && completed.withheld;
  return [
    {
      ...{ id: 'starters', label: 'Starters', share: judged ? 1 : null },
      ...(judged ? { count: exact(judged) } : hidden ? { withheld: true, reason: completed.reason } : { reason: none }),
    },
    row('watchers', `Watchers, ${percent(0.7, 0)} of one episode or the film`, watched),
    row('completers', `Completers, ${percent(0.9, 0)} of it all`, completed),
  ];
}

/** Who is in no part yet, in sentences. */
export function stillMaturing(watched: Figure, completed: Figure, within: 7 | 28): string[] {
  const people = ({ maturing = 0, n = 0 }: Figure) =>
    `${plural(maturing, 'starter')} (${percent(maturing / (maturing + n), 0)})`;
  if (!apart(watched, completed)) {
    const figure = completed.maturing === undefined ? watched : completed;
    if (!figure.maturing) return [];
    return [`${people(figure)} began less than ${within} days ago and are still maturing: they are in neither part.`];
  }
  return [
    ...(watched.maturing ? [`${people(watched)} began less than ${within} days ago and are not judged yet.`] : []),
    ...(completed.maturing
      ? [
          `Who completes has ${within} days from the last episode’s release on, or from a later start: of ${people(completed)} it is not known yet.`,
        ]
      : []),
  ];
}
