import type { Store } from '../clickhouse/store.ts';
import { LAST_EPISODE, type StoredPlace } from './reception-detail.ts';
import { CELL_SECONDS } from './cells.ts';
import { measuredEpisodes } from './completion.ts';
import { deepCounts } from './deep-counts.ts';
import type { TitleDetail } from './read-model.ts';
import { netSentiment } from './reception-counts.ts';
import type { MomentLink, SentimentCounts } from './reception-model.ts';
import { episodeRetention } from './retention.ts';

/** Of a title, those that most name. */
const MOST = 40;
const QUOTES = 2;
const MINUTE_SECONDS = 60;

interface Episode {
  id: string;
  number: number;
  name: string;
  runtimeSeconds: number | null;
}

/** The places that texts name, next to the retention there. What no episode of the title is meant by, or lies behind its end, is left out. */
export async function momentLinks(
  store: Store,
  title: TitleDetail,
  places: readonly StoredPlace[],
  asOfMs: number,
): Promise<MomentLink[]> {
  if (places.length === 0) return [];
  const counts = await deepCounts(store, title.id);
  const retention = new Map(
    measuredEpisodes(title).map((episode) => [episode.id, episodeRetention(episode, counts, null).shares]),
  );
  const found = places.flatMap((place) => {
    const episode = episodeOf(title, place);
    const atSeconds = place.minute === null ? null : (place.second ?? place.minute * MINUTE_SECONDS);
    // Of a film as such every text speaks.
    if (!episode || (atSeconds === null && episode.id === '')) return [];
    if (atSeconds !== null && episode.runtimeSeconds !== null && atSeconds >= episode.runtimeSeconds) return [];
    return [{ episode, atSeconds, place }];
  });
  const together = Map.groupBy(found, ({ episode, place }) => `${place.minute ?? ''} ${episode.id}`);
  const links = [...together.values()].flatMap((same): MomentLink[] => {
    // Some name the episode by its number, others review it: of both the second that most say.
    const [first] = same.toSorted((a, b) => voicesOf(b.place.texts) - voicesOf(a.place.texts));
    if (!first) return [];
    const { episode, atSeconds } = first;
    const texts = same.map(({ place }) => place.texts).reduce(added);
    return [
      {
        ...{ episodeId: episode.id, number: episode.number, name: episode.name, atSeconds, texts },
        netSentiment: netSentiment(texts, asOfMs),
        retention: atSeconds === null ? null : retentionAt(retention.get(episode.id) ?? null, atSeconds),
        quotes: same.flatMap(({ place }) => place.quotes).slice(0, QUOTES),
      },
    ];
  });
  return links
    .sort((a, b) => voicesOf(b.texts) - voicesOf(a.texts))
    .slice(0, MOST)
    .sort((a, b) => a.number - b.number || (a.atSeconds ?? -1) - (b.atSeconds ?? -1));
}

/** A number in the text goes before the record's episode; a film has one, and so has a season of one. */
function episodeOf({ episodeList, runtimeSeconds, name }: TitleDetail, place: StoredPlace): Episode | undefined {
  if (episodeList.length === 0)
    return place.number <= 1 || place.number === LAST_EPISODE ? { id: '', number: 1, name, runtimeSeconds } : undefined;
  if (place.number === LAST_EPISODE) return episodeList.at(-1);
  if (place.number > 0) return episodeList.find(({ number }) => number === place.number);
  if (place.episodeId !== '') return episodeList.find(({ id }) => id === place.episodeId);
  return episodeList.length === 1 ? episodeList[0] : undefined;
}

const retentionAt = (shares: readonly (number | null)[] | null, atSeconds: number): number | null =>
  shares?.[Math.min(Math.floor(atSeconds / CELL_SECONDS), shares.length - 1)] ?? null;

const added = (a: SentimentCounts, b: SentimentCounts): SentimentCounts => ({
  positive: a.positive + b.positive,
  neutral: a.neutral + b.neutral,
  negative: a.negative + b.negative,
  unscored: a.unscored + b.unscored,
});
const voicesOf = ({ positive, neutral, negative, unscored }: SentimentCounts) =>
  positive + neutral + negative + unscored;
