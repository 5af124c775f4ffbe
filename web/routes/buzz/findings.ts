/** Whose campaign is heating up, in sentences. */
import type { Finding } from '../../../sql/queries/read-model.ts';
import { fullName } from '../../lib/format/names.ts';
import { plural } from '../../lib/format/numbers.ts';
import { timesText } from '../titles/[id]/buzz/course.ts';
import { daysText, type Campaign } from './rows.ts';

const SPIKES = 2;
/** From here on a campaign is apart from its genre. */
const APART = 1.25;

export function campaignFindings(rows: readonly Campaign[]): Finding[] {
  const ahead = rows.filter(({ daysToPremiere }) => daysToPremiere !== null && daysToPremiere > 0);
  const told = ahead.filter((row) => row.buzzIndex.value !== null);
  const most = told.toSorted((a, b) => (b.buzzIndex.value ?? 0) - (a.buzzIndex.value ?? 0));
  const high = most[0];
  const low = most.at(-1);
  return [
    ...rows
      .filter(({ velocity }) => velocity.views.spike || velocity.mentions.spike)
      .slice(0, SPIKES)
      .map(spiking),
    ...(high && (high.buzzIndex.value ?? 0) >= APART ? [standing(high, 'good')] : []),
    ...(low && (low.buzzIndex.value ?? 1) <= 1 / APART ? [standing(low, 'bad')] : []),
  ];
}

function spiking({ title, velocity }: Campaign): Finding {
  const { views, mentions } = velocity;
  const now = views.spike === 'now' || mentions.spike === 'now';
  const isAt = ({ spike }: typeof views) => spike === (now ? 'now' : 'last');
  const what = isAt(views) ? (isAt(mentions) ? 'Views and mentions' : 'Views') : 'Mentions';
  return {
    titleId: title.id,
    parts: [
      { text: `${what} of ` },
      { text: fullName(title), strong: true },
      { text: now ? ' are far above the usual ' : ' were far above the usual ' },
      { text: now ? 'right now' : 'in the last hour', strong: true, tone: 'title' },
      { text: '.' },
    ],
  };
}

function standing({ title, buzzIndex, daysToPremiere }: Campaign, tone: 'good' | 'bad'): Finding {
  const when = daysText(daysToPremiere);
  return {
    titleId: title.id,
    parts: [
      { text: fullName(title), strong: true },
      { text: `, ${when === 'within a day' ? 'out within a day' : `out ${when}`}, has ` },
      { text: timesText(buzzIndex.value ?? 1), strong: true, tone },
      { text: ` the median buzz of ${plural(buzzIndex.n ?? 0, 'title')} of its genre as near to theirs.` },
    ],
  };
}
