import type { AudienceSegment } from '../../../../../sql/queries/read-model.ts';
import type { ChartTable } from '../../../../lib/charts/csv.ts';
import { segmentName } from '../../../../lib/format/names.ts';
import { exact, percent } from '../../../../lib/format/numbers.ts';

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
