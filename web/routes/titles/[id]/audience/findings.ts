/** What a title's audience says, in sentences. A sentence is left out when its interval cannot carry it. */
import type { AudienceSegment, Finding, TitleAudience } from '../../../../../sql/queries/read-model.ts';
import { segmentName } from '../../../../lib/format/names.ts';
import { percent } from '../../../../lib/format/numbers.ts';
import { intervalText } from '../../../../lib/ui/figure.ts';

type Part = Finding['parts'][number];

export function audienceFindings(titleId: string, audience: TitleAudience): Finding[] {
  return [people(audience), territory(audience), overlap(audience)]
    .filter((parts): parts is Part[] => parts !== null)
    .map((parts) => ({ titleId, parts }));
}

/** Segments whose interval lies above 100, the one that surely lies furthest above first. */
export function overIndexed(segments: readonly AudienceSegment[]): AudienceSegment[] {
  const low = (one: AudienceSegment) => one.index.interval?.[0] ?? 0;
  return segments.filter((one) => one.index.value !== null && low(one) > 100).sort((a, b) => low(b) - low(a));
}

function people(audience: TitleAudience): Part[] | null {
  const told = audience.segments.filter(
    (one) => one.value !== '' && ['age_band', 'gender', 'plan', 'preference', 'device'].includes(one.dimension),
  );
  const [first] = overIndexed(told);
  if (!first?.index.value) return null;
  return [
    { text: 'It is watched most beyond expectation by ' },
    { text: phrase(first), strong: true, tone: 'title' },
    { text: `: index ${first.index.value.toFixed(0)} (${intervalText(first.index)}), 100 being everybody.` },
  ];
}

function phrase({ dimension, value }: AudienceSegment): string {
  const name = segmentName(dimension, value);
  if (dimension === 'preference') return `those who prefer ${name.toLowerCase()}`;
  if (dimension === 'age_band') return `viewers aged ${value}`;
  if (dimension === 'plan') return `the ${value} plan`;
  return dimension === 'device' ? `viewers on ${name.toLowerCase()}` : `${name.toLowerCase()} viewers`;
}

function territory(audience: TitleAudience): Part[] | null {
  const countries = audience.segments.filter((one) => one.dimension === 'country');
  const [first] = overIndexed(countries);
  const largest = countries.find((one) => one.share.value !== null);
  if (!largest?.share.value) return null;
  const most = segmentName('country', largest.value);
  if (first === largest && first.index.value !== null) {
    return [
      { text: most, strong: true, tone: 'title' },
      {
        text: ` has the most viewers (${percent(largest.share.value, 0)}) and more than its share: index ${first.index.value.toFixed(0)}.`,
      },
    ];
  }
  return [
    { text: most, strong: true, tone: 'title' },
    { text: ` has the most viewers, ${percent(largest.share.value, 0)}` },
    ...(first?.index.value
      ? [
          { text: '; ' },
          { text: segmentName('country', first.value), strong: true, tone: 'title' as const },
          { text: ` the most beyond its share: index ${first.index.value.toFixed(0)}` },
        ]
      : []),
    { text: '.' },
  ];
}

function overlap(audience: TitleAudience): Part[] | null {
  const [first] = audience.overlaps;
  if (!first?.lift.value || (first.lift.interval?.[0] ?? 0) <= 1) return null;
  return [
    { text: 'Its viewers share ' },
    { text: first.season === null ? first.name : `${first.name} S${first.season}`, strong: true, tone: 'title' },
    { text: ` ${first.lift.value.toFixed(1)} times as often as chance would have it.` },
  ];
}
