import type { EventRecord, ImpressionRecord, ViewerRecord } from '../contract/records.ts';
import { instant } from './oracle-units.ts';

/** What is known of a profile; '' where nothing is. */
export interface KnownProfile {
  readonly ageBand: string;
  readonly gender: string;
  readonly plan: string;
}

/** By viewer: of several records the one with the greatest `updated_at`. Withdrawn ones and tests are left out. */
export function knownProfiles(records: readonly EventRecord[]): Map<string, KnownProfile> {
  const latest = new Map<string, ViewerRecord>();
  const updatedMs = (record: ViewerRecord): number => instant(record.updated_at ?? record.at ?? 0);
  for (const record of records) {
    if (record.type !== 'viewer' || record.test) continue;
    const viewerId = String(record.viewer_id);
    const known = latest.get(viewerId);
    if (!known || updatedMs(record) > updatedMs(known)) latest.set(viewerId, record);
  }
  const profiles = new Map<string, KnownProfile>();
  for (const [viewerId, record] of latest) {
    if (record.deleted) continue;
    const { age_band: ageBand = '', gender = '', plan = '' } = record;
    profiles.set(viewerId, { ageBand, gender, plan });
  }
  return profiles;
}

/** A title that was shown to a viewer. */
export interface ToldImpression {
  readonly titleId: string;
  readonly viewerId: string;
  readonly surface: string;
  readonly atMs: number;
}

/** Impressions, each identity once. Senders give an identity one body; which of two would win is not told here. */
export function toldImpressions(records: readonly EventRecord[]): ToldImpression[] {
  const known = new Map<string, ImpressionRecord>();
  for (const record of records) {
    if (record.type === 'impression' && !record.test) known.set(record.impression_id, record);
  }
  return [...known.values()].map((record) => ({
    titleId: record.title_id,
    viewerId: String(record.viewer_id),
    surface: record.surface ?? '',
    atMs: instant(record.at),
  }));
}
