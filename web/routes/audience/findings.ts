/** What the slate's audience says, in sentences. */
import type { Finding, SlateAudience } from '../../../sql/queries/read-model.ts';
import { genreName, segmentName, surfaceName } from '../../lib/format/names.ts';
import { percent } from '../../lib/format/numbers.ts';
import { intervalText } from '../../lib/ui/figure.ts';

type Part = Finding['parts'][number];

export function slateAudienceFindings(audience: SlateAudience): Finding[] {
  return [wanted(audience), gap(audience), taken(audience)]
    .filter((parts): parts is Part[] => parts !== null)
    .map((parts) => ({ titleId: null, parts }));
}

function wanted({ genres }: SlateAudience): Part[] | null {
  const [first] = genres
    .filter((one) => one.everybody.share.value !== null)
    .sort((a, b) => (b.everybody.share.value ?? 0) - (a.everybody.share.value ?? 0));
  if (!first?.everybody.share.value) return null;
  return [
    { text: genreName(first.genre), strong: true, tone: 'title' },
    { text: ` is preferred most: by ${percent(first.everybody.share.value, 0)} of all viewers` },
    { text: first.offer > 0 ? `. It is ${percent(first.offer, 0)} of the slate’s running time.` : '.' },
  ];
}

function gap({ underServed }: SlateAudience): Part[] | null {
  const [first] = underServed;
  if (!first?.gap.value || first.segment === null) return null;
  const { dimension, value } = first.segment;
  return [
    {
      text: dimension === 'country' ? segmentName(dimension, value) : `Viewers aged ${value}`,
      strong: true,
      tone: 'title',
    },
    { text: ` want ${genreName(first.genre).toLowerCase()} ` },
    { text: `${first.gap.value.toFixed(1)} times`, strong: true, tone: 'bad' },
    { text: ' what the slate offers.' },
  ];
}

function taken({ take }: SlateAudience): Part[] | null {
  const [first] = take
    .filter((one) => one.fraction.value !== null)
    .sort((a, b) => (b.fraction.value ?? 0) - (a.fraction.value ?? 0));
  if (!first?.fraction.value) return null;
  return [
    { text: surfaceName(first.surface), strong: true, tone: 'title' },
    { text: ` is taken most: ${percent(first.fraction.value)} of impressions (${intervalText(first.fraction)}).` },
  ];
}
