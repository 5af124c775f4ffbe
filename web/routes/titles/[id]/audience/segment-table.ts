import type { AudienceSegment } from '../../../../../sql/queries/read-model.ts';
import type { ChartTable } from '../../../../lib/charts/csv.ts';
import { segmentName } from '../../../../lib/format/names.ts';
import { exact, percent } from '../../../../lib/format/numbers.ts';

/** Age bands in their order, whatever is withheld of them; segments of other dimensions as they come: by their viewers. */
export function inOrder(segments: readonly AudienceSegment[]): readonly AudienceSegment[] {
  if (segments.some(({ dimension }) => dimension !== 'age_band')) return segments;
  // Who is of no known age comes last.
  return [...segments].sort(
    (a, b) =>
      Number(a.value === '') - Number(b.value === '') || a.value.localeCompare(b.value, 'en', { numeric: true }),
  );
}

const whole = (value: number) => value.toFixed(0);

/** Segments as a table and CSV: a withheld one has its name and the word, and no number. */
export function segmentTable(segments: readonly AudienceSegment[], column: string): ChartTable {
  return {
    columns: [
      { label: column },
      { label: 'Viewers (in tens)', format: exact },
      { label: 'Share of viewers', format: (value) => percent(value) },
      { label: 'Index', format: whole },
      { label: 'Low', format: whole },
      { label: 'High', format: whole },
      { label: 'Withheld' },
    ],
    rows: segments.map(({ dimension, value, viewers, share, index }) => [
      segmentName(dimension, value),
      viewers.value,
      share.value,
      index.value,
      index.interval?.[0] ?? null,
      index.interval?.[1] ?? null,
      viewers.withheld ? 'all' : index.withheld ? 'index' : '',
    ]),
  };
}
