/** A part of the audience as the choices of a page name it: a field a dimension. */
import { segmentName } from '../format/names.ts';

/** As an address names them. */
export const SEGMENT_FIELDS = ['country', 'device', 'audio', 'plan', 'preference'] as const;
type Field = (typeof SEGMENT_FIELDS)[number];
/** What is absent or undefined is everybody. */
export type Segment = { readonly [F in Field]?: string | undefined };

/** Those that stand alone: a segment that names one of them names nothing else. */
const ALONE: readonly Field[] = ['audio', 'plan', 'preference'];

/** `Portugal, Television`; '' is everybody. */
export function segmentText(segment: Segment): string {
  return SEGMENT_FIELDS.flatMap((field) => {
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
  return SEGMENT_FIELDS.filter(
    (other) => other !== field && (!together || ALONE.includes(field) || ALONE.includes(other)),
  );
}

/** A segment as the change of an address. */
export const segmentParams = (segment: Segment): Record<Field, string | null> =>
  Object.fromEntries(SEGMENT_FIELDS.map((field) => [field, segment[field] ?? null])) as Record<Field, string | null>;

export const sameSegment = (a: Segment, b: Segment) => SEGMENT_FIELDS.every((field) => a[field] === b[field]);
