import { median } from 'd3';
import type { EventRecord, MentionRecord } from '../contract/records.ts';
import { DAY_MS } from './clock.ts';
import { clusteredShare, type Clustered } from './oracle-clusters.ts';
import type { KnownTitle } from './oracle-catalogue.ts';
import { interestBefore, placings, velocityOf, viewsBefore, type Velocity } from './oracle-promo-counts.ts';
import type { KnownPromo } from './oracle-promo.ts';
import { instant } from './oracle-units.ts';

/** A mention that counts as talk. */
export interface KnownMention {
  readonly id: string;
  readonly titleId: string;
  /** Its author's name among the records; null: nobody signed it. */
  readonly author: string | null;
  readonly atMs: number;
}

/**
 * All mentions, each identity once as it was last said. How much is said counts everything that is said; only for what people
 * think does each author count once a title.
 *
 * @throws RangeError for two bodies of one identity and one `updated_at`
 */
export function knownMentions(records: readonly EventRecord[]): KnownMention[] {
  const newest = new Map<string, MentionRecord>();
  const updatedMs = (record: MentionRecord) => instant(record.updated_at ?? record.at);
  const body = (record: MentionRecord) => JSON.stringify(record, Object.keys(record).sort());
  for (const record of records) {
    if (record.type !== 'mention') continue;
    const known = newest.get(record.mention_id);
    if (known && updatedMs(known) === updatedMs(record) && body(known) !== body(record))
      throw new RangeError(`Two bodies of the mention ${record.mention_id} have the same updated_at.`);
    if (!known || updatedMs(record) > updatedMs(known)) newest.set(record.mention_id, record);
  }
  return [...newest.values()]
    .filter(({ deleted, test }) => !deleted && !test)
    .map((record) => ({
      id: record.mention_id,
      titleId: record.title_id,
      author: record.author === undefined ? null : String(record.author),
      atMs: instant(record.at),
    }));
}

/** Mentions of a title in a UTC hour, and as a multiple of those of the hour before. */
export function mentionVelocity(mentions: readonly KnownMention[], titleId: string, hourMs: number): Velocity {
  return velocityOf(
    mentions.filter((mention) => mention.titleId === titleId).map(({ atMs }) => atMs),
    hourMs,
  );
}

/** A title's mentions ÷ those of all titles of the catalogue, in [fromMs, untilMs); authors are the clusters. */
export function shareOfVoice(
  titles: ReadonlyMap<string, KnownTitle>,
  mentions: readonly KnownMention[],
  titleId: string,
  fromMs: number,
  untilMs: number,
): Clustered | null {
  const heard = mentions.filter(
    (mention) => titles.has(mention.titleId) && mention.atMs >= fromMs && mention.atMs < untilMs,
  );
  return clusteredShare(
    heard,
    ({ author, id }) => (author === null ? `mention ${id}` : `author ${author}`),
    (mention) => mention.titleId === titleId,
  );
}

/** What a campaign has come to by an instant. */
export interface Buzz {
  readonly views: number;
  readonly mentions: number;
  readonly listAdds: number;
}

export interface BuzzIndex {
  /** 1: typical of the genre. */
  readonly index: number;
  readonly multiples: Buzz;
  /** How many titles the medians are of. */
  readonly comparables: number;
}

/** Fewer say nothing of a genre. */
const LEAST_COMPARABLES = 3;

/** Everything since the campaign began, up to an instant. */
export function buzzBefore(
  promo: KnownPromo,
  mentions: readonly KnownMention[],
  titleId: string,
  untilMs: number,
): Buzz {
  const own = placings(promo).filter((placing) => placing.titleId === titleId);
  return {
    views: own.reduce((sum, placing) => sum + viewsBefore(promo, placing, untilMs), 0),
    mentions: mentions.filter((mention) => mention.titleId === titleId && mention.atMs < untilMs).length,
    listAdds: interestBefore(promo, titleId, 'list_add', untilMs),
  };
}

/**
 * The buzz index of a title some whole days before its premiere (negative: after it): the geometric mean of its views, mentions
 * and list adds so far, each as a multiple of the median of the other titles with its first genre that have an asset and have
 * come as near to their premieres. One is added to both sides of each multiple: none of something is then little rather than
 * nothing, and a genre that usually has none has a typical title too. Null without a premiere, before that day, or with fewer
 * than three other titles.
 */
export function buzzIndex(
  titles: ReadonlyMap<string, KnownTitle>,
  promo: KnownPromo,
  mentions: readonly KnownMention[],
  { titleId, daysBefore, asOfMs }: { titleId: string; daysBefore: number; asOfMs: number },
): BuzzIndex | null {
  const dayOf = (title: KnownTitle) => (title.premiereMs ?? Infinity) - daysBefore * DAY_MS;
  const title = titles.get(titleId);
  const genre = title?.genres[0];
  if (title === undefined || genre === undefined || !(dayOf(title) <= asOfMs)) return null;
  const promoted = new Set([...promo.assets.values()].map((asset) => asset.titleId));
  const others = [...titles.values()].filter(
    (other) => other.id !== titleId && other.genres.includes(genre) && promoted.has(other.id) && dayOf(other) <= asOfMs,
  );
  if (others.length < LEAST_COMPARABLES) return null;
  const buzzOf = (each: KnownTitle) => buzzBefore(promo, mentions, each.id, dayOf(each));
  const [own, theirs] = [buzzOf(title), others.map(buzzOf)];
  const multiple = (of: keyof Buzz) => (own[of] + 1) / ((median(theirs, (buzz) => buzz[of]) ?? 0) + 1);
  const multiples = { views: multiple('views'), mentions: multiple('mentions'), listAdds: multiple('listAdds') };
  const index = Math.cbrt(multiples.views * multiples.mentions * multiples.listAdds);
  return { index, multiples, comparables: others.length };
}
