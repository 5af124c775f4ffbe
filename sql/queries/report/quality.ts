import { backlogText } from '../backlog.ts';
import { health } from '../health.ts';
import type { Health } from '../read-model.ts';
import { shelf } from '../shelf.ts';
import { ofKind, ofLife, plainCell } from './cells.ts';
import { section, type ReportFrame } from './frame.ts';
import type { ColumnKind, ReportCell, ReportRow, ReportSection } from './model.ts';
import { column, pluralText } from './words.ts';

const FAMILIES: Readonly<Record<string, string>> = {
  playback: 'Newest play record',
  review: 'Newest review',
  mention: 'Newest mention',
  promo: 'Newest promo event',
};

/** Whatever is counted by a job of its own, and what is counted there. */
const PARTS: Readonly<Record<string, string>> = {
  completion: 'Completion and funnels',
  reception: 'Reviews and mentions',
  campaigns: 'Campaigns',
};

/** How far the numbers can be trusted: as the data stood when the report was made. */
export async function quality(frame: ReportFrame, asOfMs: number): Promise<ReportSection> {
  const { store, week, nowMs, untilMs, context } = frame;
  const hasEnded = week.range.toMs <= nowMs;
  const known = await health(store, nowMs);
  const { titles, audience } = await shelf(store);
  const audienceMs = [...titles.keys()].flatMap((id) => audience.get(id)?.asOfMs ?? []);
  const waiting = known.rollup.filter(({ oldestWaitingMs }) => oldestWaitingMs !== null);
  const { spoolRows = 0 } = context;
  const waitingRows = spoolRows + (known.rollup.find(({ name }) => name === 'titles')?.behindRows ?? 0);
  const row = (id: string, name: string, kind: ColumnKind, cell: ReportCell, note = ''): ReportRow => ({
    id,
    cells: [plainCell(name), ofKind(kind, cell), plainCell(note)].map(ofLife),
  });
  return section({
    ...{ id: 'quality', title: 'How sound is the data?' },
    note: 'As it stood when the report was made.',
    columns: [column('what', 'What', 'text'), column('value', 'Value', 'number'), column('note', 'Note', 'text')],
    rows: [
      row('as_of', 'Counted up to', 'instant', plainCell(asOfMs)),
      row(
        'in',
        'Records that are in',
        'share',
        waitingRows > 0 && !hasEnded
          ? plainCell(
              null,
              `${pluralText(waitingRows, 'record')} that came ${waitingRows === 1 ? 'waits' : 'wait'} to be counted.`,
            )
          : shareIn(known, nowMs - untilMs, hasEnded),
        'Of those that arrive at all, by how late records came so far.',
      ),
      row(
        'waiting',
        'Records that wait to be counted',
        'count',
        plainCell(waitingRows),
        // Of a week that has ended all was counted that had come before.
        hasEnded && waitingRows > 0
          ? 'They came while the report was made.'
          : sentence(backlogText(waiting, spoolRows)),
      ),
      ...known.rollup
        .filter(({ name, asOfMs: countedMs }) => name in PARTS && countedMs !== null)
        .map(({ name, oldestWaitingMs }) =>
          row(
            `counted_${name}`,
            `${PARTS[name]}: counted up to`,
            'instant',
            // What came since is not in it; nothing that came before it lacks.
            plainCell(Math.min(oldestWaitingMs ?? nowMs, nowMs)),
          ),
        ),
      ...(audienceMs.length > 0
        ? [
            row(
              'counted_audience',
              'Audiences: counted up to',
              'instant',
              plainCell(Math.min(...audienceMs)),
              'The oldest count; each is made anew by and by.',
            ),
          ]
        : []),
      ...auditRows(known, row),
      row(
        'unmatched',
        'Titles that nobody described',
        'count',
        plainCell(known.unmatched.length),
        'Events name them, the catalogue does not: they are in no figure.',
      ),
      row(
        'unscored',
        'Texts without a score',
        'share',
        unscored(known),
        'Of all reviews and mentions: their language is unknown, or has no model.',
      ),
      ...known.freshness
        .filter(({ family, rows }) => family in FAMILIES && rows > 0)
        .map(({ family, lastReceivedMs }) =>
          row(
            `newest_${family}`,
            FAMILIES[family] ?? family,
            'instant',
            plainCell(lastReceivedMs),
            'When it was received.',
          ),
        ),
    ],
    ifEmpty: 'Nothing is known yet.',
  });
}

const sentence = (text: string): string => (text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`);

/** What share of the records of a week that ended so long ago has come by now, at least: its last hour is that young. */
export function shareIn({ lateArrival }: Pick<Health, 'lateArrival'>, ageMs: number, hasEnded: boolean): ReportCell {
  const known = lateArrival.filter(({ withinSeconds }) => withinSeconds * 1000 <= ageMs);
  const [latest] = known.sort((a, b) => b.withinSeconds - a.withinSeconds);
  return plainCell(
    latest?.share ?? null,
    !hasEnded ? 'The week goes on.' : lateArrival.length === 0 ? 'Not known yet.' : 'The week has only just ended.',
  );
}

function auditRows(
  { audit }: Health,
  row: (id: string, name: string, kind: ColumnKind, cell: ReportCell, note?: string) => ReportRow,
): ReportRow[] {
  if (!audit)
    return [row('differing', 'Numbers that failed the audit', 'count', plainCell(null, 'There was no audit yet.'))];
  return [
    row(
      'differing',
      'Numbers that failed the audit',
      'count',
      plainCell(audit.differing),
      `Of ${audit.compared} computed again from raw records.`,
    ),
    row('audited', 'Last audit', 'instant', plainCell(audit.ranAtMs)),
  ];
}

function unscored({ reception: { languages } }: Health): ReportCell {
  const sum = (key: 'texts' | 'noModel' | 'unknownLanguage') => languages.reduce((total, own) => total + own[key], 0);
  const texts = sum('texts');
  return plainCell(texts === 0 ? null : (sum('noModel') + sum('unknownLanguage')) / texts, 'There are no texts.');
}
