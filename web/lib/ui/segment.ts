/** A part of the audience as the choices of a page name it: a field a dimension. */
import { FILTER_DIMENSIONS, goesTogether } from '../../../sql/queries/filter.ts';
import { segmentName } from '../format/names.ts';

type Field = (typeof FILTER_DIMENSIONS)[number];
/** What is absent or undefined is everybody. */
export type Segment = { readonly [F in Field]?: string | undefined };

/** `Portugal, Television`; '' is everybody. */
export function segmentText(segment: Segment): string {
  return FILTER_DIMENSIONS.flatMap((field) => {
    const value = segment[field];
    if (value === undefined) return [];
    const name = segmentName(field, value);
    if (field === 'audio') return [`${name} audio`];
    if (field === 'plan') return [`${name} plan`];
    return [field === 'preference' ? `Prefers ${name.toLowerCase()}` : name];
  }).join(', ');
}

/** Fields to take out of the address when one is chosen: what it cannot stand beside. */
export function clearedBy(field: Field, { together }: { together: boolean }): Field[] {
  return FILTER_DIMENSIONS.filter(
    (other) => other !== field && !(together && goesTogether({ [field]: 'one', [other]: 'another' })),
  );
}

/** A segment as the change of an address. */
export const segmentParams = (segment: Segment): Record<Field, string | null> =>
  Object.fromEntries(FILTER_DIMENSIONS.map((field) => [field, segment[field] ?? null])) as Record<Field, string | null>;

export const sameSegment = (a: Segment, b: Segment) => FILTER_DIMENSIONS.every((field) => a[field] === b[field]);
