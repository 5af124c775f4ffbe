import { assetId, filmId, seasonId, slugOf } from './identity.ts';
import { type ExportPlay, VIEWING_SOURCE } from './netflix-export.ts';
import { type PromoTitle, numberAtEnd, readPromoTitle } from './parse-promo.ts';
import { type ParsedTitle, TitleReader, cleanName, episodeIdOf, titleIdOf } from './parse-title.ts';
import type { WireRecord } from './types.ts';

/** A film left after ten minutes would otherwise seem ten minutes long and finished; the Academy's line between short and feature. */
const SHORTEST_ESTIMATED_FILM_SECONDS = 40 * 60;
/** A season of which nobody saw more than a glimpse would else have been completed with it. Few episodes are shorter. */
const SHORTEST_ESTIMATED_EPISODE_SECONDS = 5 * 60;
/** An episode that everyone left early is as long as its season's others are; a finale or pilot differs by less than this. */
const SHORTEST_SHARE_OF_SEASON = 0.8;

/** A film, season or episode and how far into it anyone got. */
interface Viewed {
  readonly parsed: ParsedTitle;
  furthestSeconds: number;
}

/** The titles, episodes and assets that the plays of one export are of, and how long they seem to run. */
export class ViewedCatalogue {
  readonly #reader: TitleReader;
  readonly #parsed = new Map<string, ParsedTitle>();
  readonly #titles = new Map<string, Viewed>();
  readonly #episodes = new Map<string, Viewed>();
  readonly #assets = new Map<string, { name: string; supplemental: string }>();
  readonly #shows = new Set<string>();
  readonly #compactNames = new Map<string, string>();
  readonly #updatedAtMs: number;

  constructor(plays: readonly ExportPlay[]) {
    this.#updatedAtMs = plays.reduce((newest, play) => Math.max(newest, play.startedAtMs), 0);
    this.#reader = new TitleReader(new Set(plays.filter((play) => play.supplemental === '').map((play) => play.title)));
    for (const play of plays) {
      if (play.supplemental === '') this.#addPlay(play);
      else
        this.#assets.set(assetId(cleanName(play.title)), {
          name: cleanName(play.title),
          supplemental: play.supplemental,
        });
    }
  }

  parsed(title: string): ParsedTitle {
    const known = this.#parsed.get(title);
    if (known !== undefined) return known;
    const parsed = this.#reader.read(title);
    this.#parsed.set(title, parsed);
    return parsed;
  }

  /** The film or season that an asset promotes. A show without a season's number is promoted by its first season. */
  promotedTitleId({ name, season }: PromoTitle): string {
    if (season > 0) return seasonId(this.#knownName(name), season);
    const known = this.#knownName(name);
    if (this.#titles.has(filmId(known))) return filmId(known);
    if (this.#shows.has(slugOf(known))) return seasonId(known, 1);
    const numbered = numberAtEnd(name);
    if (numbered !== null && this.#shows.has(slugOf(numbered.name))) return seasonId(numbered.name, numbered.season);
    return filmId(name);
  }

  /**
   * Catalogue records, titles first. All carry the newest start of the file as `updated_at`, so that a later export corrects
   * an earlier one whichever is imported last; runtimes are estimates and marked so.
   */
  records(): WireRecord[] {
    const common = { type: 'catalog', updated_at: this.#updatedAtMs, source: VIEWING_SOURCE } as const;
    const titles = [...this.#titles].map(([id, title]): WireRecord => ({
      ...common,
      kind: 'title',
      id,
      ...titleFields(title),
    }));
    const typical = this.#typicalEpisodeSeconds();
    const episodes = [...this.#episodes].map(([id, episode]): WireRecord => {
      const titleId = titleIdOf(episode.parsed);
      return {
        ...common,
        kind: 'episode',
        id,
        title_id: titleId,
        ...episodeFields(episode, typical.get(titleId) ?? 0),
      };
    });
    const assets = [...this.#assets].map(([id, { name, supplemental }]): WireRecord => {
      const titleId = this.promotedTitleId(readPromoTitle(name));
      return {
        ...common,
        kind: 'asset',
        id,
        title_id: titleId,
        name,
        form: assetForm(supplemental),
        channel: 'netflix',
      };
    });
    return [...titles, ...episodes, ...assets];
  }

  #addPlay(play: ExportPlay): void {
    const parsed = this.parsed(play.title);
    const add = (into: Map<string, Viewed>, id: string) => {
      const known = into.get(id);
      if (known === undefined) into.set(id, { parsed, furthestSeconds: play.bookmarkSeconds });
      else known.furthestSeconds = Math.max(known.furthestSeconds, play.bookmarkSeconds);
    };
    add(this.#titles, titleIdOf(parsed));
    const name = parsed.form === 'film' ? parsed.name : parsed.show;
    this.#compactNames.set(compact(name), name);
    if (parsed.form === 'film') return;
    this.#shows.add(slugOf(parsed.show));
    const episodeId = episodeIdOf(parsed);
    if (episodeId !== null) add(this.#episodes, episodeId);
  }

  /** Assets write `THESILENCE` where the film is `The Silence`. */
  #knownName(name: string): string {
    return this.#compactNames.get(compact(name)) ?? name;
  }

  /** The median of how far the episodes of a season were watched, by title id, in seconds. */
  #typicalEpisodeSeconds(): Map<string, number> {
    const bySeason = Map.groupBy(this.#episodes.values(), ({ parsed }) => titleIdOf(parsed));
    return new Map(
      [...bySeason].map(([id, episodes]) => {
        const sorted = episodes.map((episode) => episode.furthestSeconds).toSorted((a, b) => a - b);
        return [id, sorted[Math.floor(sorted.length / 2)] ?? 0];
      }),
    );
  }
}

const compact = (name: string) => slugOf(name).replaceAll('-', '');

function titleFields({ parsed, furthestSeconds }: Viewed) {
  if (parsed.form === 'film') {
    const seconds = furthestSeconds >= SHORTEST_ESTIMATED_FILM_SECONDS ? furthestSeconds : 0;
    return { name: parsed.name, form: 'film', stage: 'released', ...estimated(seconds) } as const;
  }
  const name = parsed.label === '' ? parsed.show : `${parsed.show}: ${parsed.label}`;
  return { name, form: 'series', show: parsed.show, season: parsed.season || undefined, stage: 'released' } as const;
}

function episodeFields({ parsed, furthestSeconds }: Viewed, typicalSeconds: number) {
  const { number, name } = (parsed.form === 'series' ? parsed.episode : null) ?? { number: 0, name: '' };
  const leftEarly = furthestSeconds < SHORTEST_SHARE_OF_SEASON * typicalSeconds;
  const seconds = leftEarly ? typicalSeconds : furthestSeconds;
  return { number, name, ...estimated(seconds >= SHORTEST_ESTIMATED_EPISODE_SECONDS ? seconds : 0) };
}

const estimated = (seconds: number) => ({
  runtime_s: seconds > 0 ? seconds : undefined,
  runtime_estimated: seconds > 0 ? true : undefined,
});

/** Hooks, cinemagraphs, recaps and whatever comes next are clips of the title; the export has names for trailers only. */
function assetForm(supplemental: string): 'trailer' | 'teaser' | 'clip' {
  if (supplemental === 'TRAILER') return 'trailer';
  return supplemental.startsWith('TEASER') ? 'teaser' : 'clip';
}
