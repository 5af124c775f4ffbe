import { DAY_MS } from './clock.ts';
import { SOURCE } from './playback.ts';
import { TERRITORIES } from './territories.ts';
import type { SlateTitle, Stage } from './title.ts';

/** How each channel counts a view, shown beside the number: by what is reached, or by the channel's own count. */
const VIEW_RULES: Readonly<Record<string, string>> = {
  'in-app': 'start: a play of at least one second',
  site: 'q25: a quarter of it played',
  youtube: 'the channel’s own public view count',
  instagram: 'the channel’s own count of people who stopped at it',
  'social-ads': 'two seconds with half of it on screen, as the channel counts',
  press: 'a page read, as the magazines count',
  podcast: 'a minute played, as the channel counts',
  cinema: 'a seat taken',
};

/** Catalogue records of the slate as of `asOfMs`, as NDJSON lines: titles, then episodes, assets and milestones. */
export function catalogueLines(slate: readonly SlateTitle[], asOfMs: number): string[] {
  return slate.flatMap((title) => [
    titleLine(title, title.stage, asOfMs),
    ...title.episodes
      .filter((episode) => episode.id !== '')
      .map((episode) =>
        catalogLine(asOfMs, {
          kind: 'episode',
          id: episode.id,
          title_id: title.id,
          number: episode.number,
          name: episode.name,
          runtime_s: episode.runtimeMs / 1000,
          runtime_estimated: false,
          available_at: iso(episode.availableMs),
        }),
      ),
    ...[...title.assets, ...(title.campaign?.assets ?? [])].map((asset) =>
      catalogLine(asOfMs, {
        kind: 'asset',
        id: asset.id,
        title_id: title.id,
        name: `${title.name}: ${asset.form}`,
        form: asset.form,
        channel: asset.channel,
        view_rule: VIEW_RULES[asset.channel] ?? '',
        live_at: iso(asset.liveMs),
        runtime_s: asset.runtimeMs / 1000,
      }),
    ),
    ...[...title.milestones, ...(title.campaign?.milestones ?? [])].map((milestone) =>
      catalogLine(asOfMs, {
        kind: 'milestone',
        id: `${title.id}-${milestone.form.replaceAll(' ', '-')}`,
        title_id: title.id,
        form: milestone.form,
        name: milestone.form,
        at: iso(milestone.atMs),
        note: '',
      }),
    ),
  ]);
}

/** The record of a title at a stage; a later `updatedMs` corrects an earlier one. */
export function titleLine(title: SlateTitle, stage: Stage, updatedMs: number): string {
  const totalMs = title.episodes.reduce((sum, episode) => sum + episode.runtimeMs, 0);
  const isSeason = title.season !== undefined;
  return catalogLine(updatedMs, {
    kind: 'title',
    id: title.id,
    name: title.name,
    form: title.form,
    ...(isSeason && { show: title.name, season: title.season }),
    genres: title.genres,
    languages: [title.language],
    countries: [title.country],
    hub: title.hub,
    stage,
    ...(title.premiereMs !== null && { premiere_at: iso(title.premiereMs) }),
    territories: TERRITORIES.map((each) => each.code),
    // A season's runtime is the sum of its episodes' own records.
    ...(!isSeason && totalMs > 0 && { runtime_s: totalMs / 1000, runtime_estimated: false }),
    simulated: true,
  });
}

function catalogLine(updatedMs: number, fields: Readonly<Record<string, unknown>>): string {
  // Known to the house a quarter before: a catalogue is older than what is watched.
  return JSON.stringify({
    type: 'catalog',
    at: updatedMs - 90 * DAY_MS,
    ...fields,
    updated_at: updatedMs,
    source: SOURCE,
  });
}

function iso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
