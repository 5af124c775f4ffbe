import { deviceOf } from './devices.ts';
import { assetId } from './identity.ts';
import { type ExportPlay, PlayIdentities, VIEWING_SOURCE, readExport } from './netflix-export.ts';
import { cleanName, episodeIdOf, titleIdOf } from './parse-title.ts';
import { readPromoTitle } from './parse-promo.ts';
import { ViewedCatalogue } from './viewed-catalogue.ts';
import type { Importer, ImportItem, ImportOptions, WireRecord } from './types.ts';

const CATALOGUE_RECORDS_AN_ITEM = 500;
const CLIP_NAME = /_hook_|_16x9$|^[^:]*\b(?:Trailer|Teaser|Clip|Recap)\b[^:]*: | - Clip \d+$|\(Trailer\)$/i;

/** `ViewingActivity.csv` of the archive that Netflix sends its members: one row a play. */
export const netflixViewing: Importer = {
  kind: 'netflix-viewing',
  describe: 'ViewingActivity.csv of a Netflix account export: plays, trailers and clips, and the titles they are of',
  read,
};

/**
 * Reads the file twice: what the titles are, how long they run and which plays are alike only the whole file tells.
 * A row that the file marks as supplemental video (trailer, teaser, hook, recap …) is promotion and never viewing.
 */
async function* read(path: string, options: ImportOptions): AsyncGenerator<ImportItem> {
  const identities = new PlayIdentities(options.account ?? '');
  const plays: ExportPlay[] = [];
  for await (const play of readExport(path)) {
    if ('problem' in play) continue;
    identities.learn(play);
    plays.push(play);
  }
  const catalogue = new ViewedCatalogue(plays);
  const records = catalogue.records();
  for (let i = 0; i < records.length; i += CATALOGUE_RECORDS_AN_ITEM)
    yield { outcome: 'catalog', records: records.slice(i, i + CATALOGUE_RECORDS_AN_ITEM) };
  yield* rows(path, identities, catalogue, options);
}

async function* rows(
  path: string,
  identities: PlayIdentities,
  catalogue: ViewedCatalogue,
  options: ImportOptions,
): AsyncGenerator<ImportItem> {
  const seen = new Set<string>();
  for await (const play of readExport(path)) {
    if ('problem' in play) {
      yield { outcome: 'skipped', row: play.row, reason: play.problem };
      continue;
    }
    const id = identities.idOf(play);
    if (seen.has(id)) yield { outcome: 'skipped', row: play.row, reason: 'the same play stands in the file already' };
    else if (play.supplemental !== '')
      yield { outcome: 'promo', row: play.row, records: [promoRecord(play, id, catalogue, options)] };
    else {
      if (CLIP_NAME.test(play.title))
        yield {
          outcome: 'remark',
          row: play.row,
          remark: 'named like a trailer or clip, but not marked as one by the file: counted as viewing',
        };
      yield {
        outcome: 'taken',
        row: play.row,
        records: playRecords(play, id, catalogue, options),
        playedSeconds: play.playedSeconds,
      };
    }
    seen.add(id);
  }
}

/**
 * A play as its start and its end. The export knows one stretch a play, so the content from `Bookmark − Duration` to `Bookmark`
 * is taken as watched; where more was played than lies before the bookmark (rewinding), from the beginning.
 */
function playRecords(play: ExportPlay, id: string, catalogue: ViewedCatalogue, options: ImportOptions): WireRecord[] {
  const fromSeconds = Math.max(0, play.bookmarkSeconds - play.playedSeconds);
  const parsed = catalogue.parsed(play.title);
  const common = {
    type: 'playback',
    play_id: id,
    ...profileViewer(play.profile, options),
    title_id: titleIdOf(parsed),
    episode_id: episodeIdOf(parsed) ?? undefined,
    started_at: play.startedAtMs,
    country: play.country || undefined,
    device: deviceOf(play.device),
    origin:
      play.attributes.startsWith('Autoplayed') || play.attributes.includes('; Autoplayed') ? 'autoplay' : undefined,
    source: VIEWING_SOURCE,
  } as const;
  return [
    { ...common, seq: 0, action: 'start', at: play.startedAtMs, position_s: fromSeconds, played_s: 0 },
    {
      ...common,
      seq: 1,
      action: 'end',
      at: play.startedAtMs + play.playedSeconds * 1000,
      from_s: fromSeconds,
      position_s: play.bookmarkSeconds,
      played_s: play.playedSeconds,
    },
  ];
}

/** Only that it began: the file does not say how long a trailer runs, so no quartile of it can be known. */
function promoRecord(play: ExportPlay, id: string, catalogue: ViewedCatalogue, options: ImportOptions): WireRecord {
  return {
    type: 'promo',
    event_id: id,
    asset_id: assetId(cleanName(play.title)),
    title_id: catalogue.promotedTitleId(readPromoTitle(play.title)),
    viewer_id: profileViewer(play.profile, options).viewer_id,
    action: 'start',
    channel: 'netflix',
    paid_owned_earned: 'owned',
    country: play.country || undefined,
    at: play.startedAtMs,
    source: VIEWING_SOURCE,
  };
}

/** The viewer that a profile is. Hashed by the collector before it is written anywhere. */
export function profileViewer(profile: string, { account }: ImportOptions): { viewer_id: string; account_id?: string } {
  if (account === undefined || account === '') return { viewer_id: `netflix:${profile}` };
  return { viewer_id: `netflix:${account}/${profile}`, account_id: `netflix:${account}` };
}
