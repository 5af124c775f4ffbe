/** Net sentiment of some who speak, as rows of dots and as a table. */
import type { Figure } from '../../../../../sql/queries/read-model.ts';
import type { SentimentCounts } from '../../../../../sql/queries/reception-model.ts';
import type { ChartTable } from '../../../../lib/charts/csv.ts';
import type { DotRow } from '../../../../lib/charts/dots.ts';
import { exact, signedPoints } from '../../../../lib/format/numbers.ts';
import { scored } from './words.ts';

export interface Speakers {
  id: string;
  name: string;
  texts: SentimentCounts;
  netSentiment: Figure;
  /** For the reading. */
  note: string;
}

export const points = (share: number): string => signedPoints(share);

export function netRows(speakers: readonly Speakers[]): DotRow[] {
  return speakers.map(({ id, name, texts, netSentiment, note }) => ({
    id,
    label: name,
    value: netSentiment.value,
    ...(netSentiment.interval && { interval: netSentiment.interval }),
    ...(note !== '' && { note }),
    ...(netSentiment.value === null && { reason: whyNot(texts) }),
  }));
}

function whyNot(texts: SentimentCounts): string {
  if (scored(texts) > 0) return 'too few texts';
  return texts.unscored > 0 ? 'not scored' : 'nobody yet';
}

/** Those a chart has room for, and how many it leaves to the table: too few texts are worth no row beside others that tell something. */
export function drawnOf<S extends Speakers>(speakers: readonly S[], most: number): { drawn: S[]; more: number } {
  const telling = speakers.filter(({ texts, netSentiment }) => netSentiment.value !== null || scored(texts) === 0);
  const drawn = (telling.length > 0 ? telling : speakers).slice(0, most);
  return { drawn, more: speakers.length - drawn.length };
}

/** @param more columns after the counts, and what stands in them */
export function netTable<S extends Speakers>(
  speakers: readonly S[],
  column: string,
  more: readonly { label: string; of: (one: S) => string | number | null; format?: (value: number) => string }[] = [],
): ChartTable {
  return {
    columns: [
      { label: column },
      { label: 'Net sentiment', format: points },
      { label: 'Low', format: points },
      { label: 'High', format: points },
      ...['Positive', 'Neutral', 'Negative', 'Not scored'].map((label) => ({ label, format: exact })),
      ...more.map(({ label, format }) => ({ label, ...(format && { format }) })),
    ],
    rows: speakers.map((one) => [
      one.name,
      one.netSentiment.value,
      one.netSentiment.interval?.[0] ?? null,
      one.netSentiment.interval?.[1] ?? null,
      one.texts.positive,
      one.texts.neutral,
      one.texts.negative,
      one.texts.unscored,
      ...more.map(({ of }) => of(one)),
    ]),
  };
}

export function netSummary(rows: readonly DotRow[]): string {
  const told = rows.filter((row) => row.value !== null).map((row) => `${row.label} ${points(row.value ?? 0)}`);
  return told.length === 0 ? 'No text has a score yet.' : `Net sentiment: ${told.join(', ')}.`;
}
