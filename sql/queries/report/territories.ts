import type { AudienceSegment } from '../read-model.ts';
import { figureCell, plainCell } from './cells.ts';
import type { ReportRow } from './model.ts';
import { column, countryText, lifeColumn, rowId } from './words.ts';

export const TERRITORY_COLUMNS = [
  column('country', 'Country', 'text'),
  lifeColumn('viewers', 'Viewers', 'count'),
  lifeColumn('share', 'Share of viewers', 'share'),
  lifeColumn('index', 'Index', 'index'),
];

/** Countries as the audience page tells them: withheld ones are there, without their numbers. */
export const territoryRows = (segments: readonly AudienceSegment[]): ReportRow[] =>
  segments.map(({ value, viewers, share, index }) => ({
    id: value === '' ? 'unknown' : rowId(value),
    cells: [plainCell(countryText(value)), ...[viewers, share, index].map(figureCell)],
  }));
