import { expect, it } from 'vitest';
import { figure, withheld } from '../../../../../sql/queries/figure.ts';
import type { AudienceSegment, SegmentDimension } from '../../../../../sql/queries/read-model.ts';
import { inOrder } from './segment-table.ts';

const segment = (dimension: SegmentDimension, value: string, viewers: number | null): AudienceSegment => ({
  dimension,
  value,
  viewers: viewers === null ? withheld('segment_viewers', 0) : figure('segment_viewers', viewers, 0),
  share: figure('affinity', null, 0),
  index: figure('affinity', null, 0),
});
const values = (segments: readonly AudienceSegment[]) => inOrder(segments).map(({ value }) => value);

it('age bands stand in their order, withheld ones among them, unknown ages last; countries by their viewers', () => {
  const ages = [segment('age_band', '25-34', 90), segment('age_band', '', 80), segment('age_band', '18-24', 60)];
  expect(values([...ages, segment('age_band', '6-12', null)])).toEqual(['6-12', '18-24', '25-34', '']);
  expect(values([segment('country', 'PT', 90), segment('country', 'ES', 80)])).toEqual(['PT', 'ES']);
});
