/** What people say of a title, in sentences. A sentence is left out when its number or its interval cannot carry it. */
import { RATE_FLOOR } from '../../../../../sql/queries/figure.ts';
import type { Figure, Finding } from '../../../../../sql/queries/read-model.ts';
import type { Driver, Reception, ReceptionPoint } from '../../../../../sql/queries/reception-model.ts';
import { netOf, wilson } from '../../../../../sql/queries/statistics.ts';
import { percent, plural, signedPoints } from '../../../../lib/format/numbers.ts';
import { day } from '../../../../lib/format/time.ts';
import { intervalText } from '../../../../lib/ui/figure.ts';
import { driverName, said } from './drivers.ts';

type Part = Finding['parts'][number];

/** Wider than this, in shares of one, an interval is not a finding but a guess. */
const WIDEST_INTERVAL = 0.3;
const SHOWN = 4;

export function receptionFindings(reception: Reception): Finding[] {
  return [liking(reception), campaign(reception), reasons(reception), turned(reception), verified(reception)]
    .filter((parts): parts is Part[] => parts !== null)
    .slice(0, SHOWN)
    .map((parts) => ({ titleId: reception.titleId, parts }));
}

function sure(figure: Figure): figure is Figure & { value: number; interval: readonly [number, number]; n: number } {
  const { value, interval, n } = figure;
  return value !== null && n !== undefined && interval !== undefined && interval[1] - interval[0] <= WIDEST_INTERVAL;
}

function liking({ figures }: Reception): Part[] | null {
  const { netSentiment, texts } = figures.all;
  if (!sure(netSentiment)) return null;
  const { value, n, interval } = netSentiment;
  const rests = ` (${intervalText(netSentiment)}, of ${plural(n, 'text')}).`;
  if (interval[0] <= 0 && interval[1] >= 0) {
    return [
      { text: 'Praise and blame are ' },
      { text: 'about even', strong: true, tone: 'title' },
      { text: `: net sentiment ${signedPoints(value)} points${rests}` },
    ];
  }
  const liked = value > 0;
  return [
    { text: liked ? 'More praise it than blame it: ' : 'More blame it than praise it: ' },
    { text: `${signedPoints(value)} points`, strong: true, tone: liked ? 'good' : 'bad' },
    { text: `, ${percent(texts.positive / n, 0)} positive and ${percent(texts.negative / n, 0)} negative${rests}` },
  ];
}

function campaign({ bomb }: Reception): Part[] | null {
  const newest = bomb?.periods[0];
  if (!bomb || !newest) return null;
  const raw = bomb.everybody.rating.value;
  const adjusted = bomb.adjusted.all.rating.value;
  return [
    { text: plural(bomb.suspects, 'review'), strong: true, tone: 'bad' },
    {
      text: ` ${newest.untilMs === null ? 'since' : 'of'} ${day(newest.fromMs, 'UTC')} ${bomb.suspects === 1 ? 'looks' : 'look'} coordinated`,
    },
    {
      text:
        raw === null || adjusted === null
          ? '.'
          : `; without them the Bayesian rating is ${adjusted.toFixed(1)} instead of ${raw.toFixed(1)}.`,
    },
  ];
}

/** Aspects that one side surely outweighs, the most spoken of first. */
export function oneSided(drivers: readonly Driver[], side: 'positive' | 'negative'): Driver[] {
  return drivers
    .filter((driver) => driver.kind === 'aspect' && said(driver) >= RATE_FLOOR)
    .filter((driver) => wilson(driver[side], said(driver))[0] > 0.5)
    .sort((a, b) => b[side] - a[side]);
}

const NAMED = 2;

function reasons({ drivers }: Reception): Part[] | null {
  const praised = oneSided(drivers, 'positive').slice(0, NAMED);
  const blamed = oneSided(drivers, 'negative').slice(0, NAMED);
  if (praised.length + blamed.length === 0) return null;
  const names = (some: readonly Driver[]) => some.map((driver) => driverName(driver).toLowerCase()).join(' and ');
  const first: Part[] =
    praised.length > 0
      ? [{ text: 'Praised most for ' }, { text: names(praised), strong: true, tone: 'good' }]
      : [{ text: 'Blamed most for ' }, { text: names(blamed), strong: true, tone: 'bad' }];
  const second: Part[] =
    praised.length > 0 && blamed.length > 0
      ? [{ text: ', blamed for ' }, { text: names(blamed), strong: true, tone: 'bad' }]
      : [];
  return [...first, ...second, { text: '.' }];
}

/** Texts that either side of a turn needs, and the days they may come from. */
const TURN_TEXTS = 50;
const TURN_DAYS = 14;
/** So many standard errors, since every day is tried: at 4 chance makes one in some 16,000 days. */
const TURN_ERRORS = 4;

export interface Turn {
  atMs: number;
  before: number;
  after: number;
}

/** The day from which on people speak most differently from before; null where chance may have made it. */
export function turnOf(days: readonly ReceptionPoint[]): Turn | null {
  let found: (Turn & { errors: number }) | null = null;
  for (const [index, point] of days.entries()) {
    const before = sideOf(days.slice(Math.max(0, index - TURN_DAYS), index));
    const after = sideOf(days.slice(index, index + TURN_DAYS));
    if (!before || !after) continue;
    const errors = Math.abs(after.value - before.value) / Math.hypot(before.error, after.error);
    if (errors >= TURN_ERRORS && errors > (found?.errors ?? 0))
      found = { atMs: point.atMs, before: before.value, after: after.value, errors };
  }
  return found && { atMs: found.atMs, before: found.before, after: found.after };
}

function sideOf(days: readonly ReceptionPoint[]): { value: number; error: number } | null {
  const sum = (what: 'positive' | 'neutral' | 'negative') =>
    days.reduce((total, point) => total + point.groups.all[what], 0);
  const [positive, negative] = [sum('positive'), sum('negative')];
  const net = netOf(positive, negative, positive + sum('neutral') + negative);
  if (!net || net.n < TURN_TEXTS) return null;
  const [low, high] = net.interval;
  return { value: net.value, error: Math.max(net.value - low, high - net.value) / 1.96 };
}

const DAY_MS = 86_400_000;

function turned({ days, bomb }: Reception): Part[] | null {
  const turn = turnOf(days);
  // What a campaign turned has been said.
  if (!turn || bomb?.periods.some(({ fromMs }) => Math.abs(turn.atMs - fromMs) <= 2 * DAY_MS)) return null;
  return [
    { text: `It turned ${turn.after > turn.before ? 'for the better' : 'for the worse'} on ` },
    { text: day(turn.atMs, 'UTC'), strong: true, tone: turn.after > turn.before ? 'good' : 'bad' },
    { text: `: from ${signedPoints(turn.before)} to ${signedPoints(turn.after)} points, two weeks each.` },
  ];
}

function verified({ figures }: Reception): Part[] | null {
  const own = figures.verified.netSentiment;
  const talk = figures.mentions.netSentiment;
  if (!sure(own) || !sure(talk)) return null;
  const more = own.interval[0] > talk.interval[1];
  if (!more && own.interval[1] >= talk.interval[0]) return null;
  return [
    { text: 'Those who watched it like it ' },
    { text: more ? 'better' : 'less', strong: true, tone: more ? 'good' : 'bad' },
    {
      text: ` than those who talk about it: ${signedPoints(own.value)} against ${signedPoints(talk.value)} points.`,
    },
  ];
}
