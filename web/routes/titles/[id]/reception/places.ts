/** Places of an episode that texts name. */
import type { MomentLink, Quote, SentimentCounts } from '../../../../../sql/queries/reception-model.ts';

export const textsOf = ({ positive, neutral, negative, unscored }: SentimentCounts): number =>
  positive + neutral + negative + unscored;

/** As many places as are told apart on a curve. */
const SHOWN = 8;

export interface EpisodePlaces {
  /** The episode as such; undefined when no text names it without a place. */
  whole: MomentLink | undefined;
  /** Those with the most texts, in the order of the episode. */
  places: (MomentLink & { atSeconds: number })[];
  /** Named places that are not among them. */
  more: number;
}

export function placesOf(moments: readonly MomentLink[], episodeId: string): EpisodePlaces {
  const own = moments.filter((moment) => moment.episodeId === episodeId);
  const placed = own.filter((moment): moment is MomentLink & { atSeconds: number } => moment.atSeconds !== null);
  const places = [...placed]
    .sort((a, b) => textsOf(b.texts) - textsOf(a.texts))
    .slice(0, SHOWN)
    .sort((a, b) => a.atSeconds - b.atSeconds);
  return {
    whole: own.find((moment) => moment.atSeconds === null),
    places,
    more: placed.length - places.length,
  };
}

/** Each with a quote that none before it has, if there is one. */
export function quotedOnce(places: readonly MomentLink[]): { place: MomentLink; quote: Quote | undefined }[] {
  const told = new Set<string>();
  return places.map((place) => {
    const quote = place.quotes.find(({ text }) => !told.has(text));
    if (quote) told.add(quote.text);
    return { place, quote };
  });
}

/** The episode asked for, if it exists; else the one whose places are named most; else the one named most. */
export function namedEpisode(
  moments: readonly MomentLink[],
  episodes: readonly { episodeId: string }[],
  asked: string | null,
): string | null {
  const known = episodes.find((episode) => episode.episodeId === asked);
  if (known) return known.episodeId;
  const texts = new Map<string, number>();
  // A place weighs more than any number of texts that name the whole: it is what the curve can be read by.
  for (const { episodeId, atSeconds, texts: counts } of moments)
    texts.set(episodeId, (texts.get(episodeId) ?? 0) + textsOf(counts) * (atSeconds === null ? 1 : 1e6));
  const [first] = [...texts].sort((a, b) => b[1] - a[1]);
  return first?.[0] ?? episodes[0]?.episodeId ?? null;
}
