import type { Store } from '../../clickhouse/store.ts';
import { keepVersionsGrowing, nextVersion } from '../version.ts';
import { assetsOf } from '../../queries/known-assets.ts';
import { convertedRows, type ConvertedRow } from './conversion.ts';
import { storedConversion, summed } from './converted.ts';
import { storedKinds, storedPlacings, sum, sumOf, type ToldOfTitle } from './counts.ts';
import type { BuzzDetail } from '../../queries/buzz-detail.ts';
import { dailyRows, PLAYED, type DailyRow } from './exports.ts';
import { hourRows, servedHours, type HourRow } from './hours.ts';
import { unmarkCampaigns } from './marks.ts';
import { anonymousRows, deedRows, exposedRows, kindRows } from './placings.ts';
import type { BuzzOptions } from './take-in.ts';
import { EVERYBODY, placingKey, type Campaigns } from './told.ts';

/**
 * Counts some titles from what is told of them, writes their rows, and takes the marks away that they had before.
 *
 * @param parts of the viewers, by their hash, that conversion is counted in, one after the other
 */
export async function countTitles(
  store: Store,
  titles: readonly string[],
  parts: number,
  { now = Date.now, pause = () => Promise.resolve() }: BuzzOptions,
): Promise<void> {
  await keepVersionsGrowing(store);
  const asOfMs = now();
  const version = nextVersion(store, asOfMs);
  const assets = await assetsOf(store, titles);
  const daily = await dailyRows(
    store,
    assets.filter(({ title }) => title !== ''),
  );
  const exported = daily.filter(({ metric }) => PLAYED.has(metric)).map((row) => placingKey(row.asset, row.channel));
  const premieres = await premieresOf(store, titles);
  const campaigns: Campaigns = {
    ...{ titles, assets, exported: [...new Set(exported)] },
    premieresMs: titles.map((title) => premieres.get(title) ?? null),
  };
  await pause();
  // Of titles that are only spoken of there is nothing to ask.
  const [exposed, kinds, deeds, anonymous] =
    assets.length === 0
      ? [[], [], [], []]
      : [
          await exposedRows(store, campaigns),
          await kindRows(store, campaigns),
          await deedRows(store, campaigns),
          await anonymousRows(store, campaigns),
        ];
  await pause();
  const hours = await hourRows(store, campaigns);
  await pause();
  const converted: ConvertedRow[][] = [];
  for (let part = 0; part < parts && exposed.length > 0; part += 1) {
    converted.push(await convertedRows(store, campaigns, asOfMs, partOfViewers(part, parts)));
    await pause();
  }
  const byTitle = {
    exposed: Map.groupBy(exposed, ({ title }) => title),
    kinds: Map.groupBy(kinds, ({ title }) => title),
    deeds: Map.groupBy(deeds, ({ title }) => title),
    anonymous: Map.groupBy(anonymous, ({ title }) => title),
    hours: Map.groupBy(hours, ({ title }) => title),
    converted: Map.groupBy(summed(converted), ({ title }) => title),
  };
  const rows = titles.map((title) => {
    const told = {
      exposed: byTitle.exposed.get(title) ?? [],
      kinds: byTitle.kinds.get(title) ?? [],
      deeds: byTitle.deeds.get(title) ?? [],
      anonymous: byTitle.anonymous.get(title) ?? [],
      hours: byTitle.hours.get(title) ?? [],
      converted: byTitle.converted.get(title) ?? [],
      assets: assets.filter((asset) => asset.title === title),
    };
    const ids = new Set(told.assets.map(({ id }) => id));
    const own = { ...told, daily: daily.filter(({ asset }) => ids.has(asset)) };
    return servedRow(own, { title, version, asOfMs, premiereMs: premieres.get(title) ?? null });
  });
  await store.insertRows('buzz.serve', 'served_buzz', rows);
  await unmarkCampaigns(store, titles, version);
}

interface Told extends ToldOfTitle {
  hours: readonly HourRow[];
  converted: readonly ConvertedRow[];
}

/** The row of a title, as it is inserted. */
function servedRow(
  told: Told,
  { title, version, asOfMs, premiereMs }: { title: string; version: number; asOfMs: number; premiereMs: number | null },
) {
  const placings = storedPlacings(told);
  const isExport = ({ asset, channel }: DailyRow) =>
    placings.some((place) => place.source === 'daily' && place.asset === asset && place.channel === channel);
  const daily = told.daily.filter(isExport);
  const heldUnknown = new Set(told.anonymous.filter(({ holdout }) => holdout === 1).map(({ asset }) => asset));
  const conversion = storedConversion(told.converted, heldUnknown);
  const week = conversion.find(({ days }) => days === 7);
  const next = told.converted.map(({ maturesAt }) => maturesAt).filter((ms) => ms > 0);
  const detail: BuzzDetail = {
    assets: told.assets.map((asset) => asset),
    placings,
    kinds: storedKinds(told, placings),
    conversion,
  };
  return {
    ...{ title, version, as_of: new Date(asOfMs).toISOString().slice(0, 23).replace('T', ' ') },
    assets: told.assets.length,
    views: sum(placings.map(({ views }) => views ?? 0)),
    mentions: sum(told.hours.map(({ mentions }) => mentions)),
    list_adds: sum(told.hours.map(({ listAdds }) => listAdds)) + (sumOf(daily, 'list_adds') ?? 0),
    reminders: sum(told.hours.map(({ reminders }) => reminders)) + (sumOf(daily, 'reminders') ?? 0),
    ...{ exposed_7d: week?.exposed ?? 0, converted_7d: week?.converted ?? 0, maturing_7d: week?.maturing ?? 0 },
    matures_at: next.length === 0 ? 0 : Math.min(...next),
    exported_to: Math.max(0, ...daily.filter(({ metric }) => metric === 'views').map(({ day }) => day)),
    hours: servedHours(told.hours, daily, premiereMs),
    detail: JSON.stringify(detail),
  };
}

/** As the catalogue's senders say: what is counted must not wait for the roll-up of the catalogue. */
async function premieresOf(store: Store, titles: readonly string[]): Promise<Map<string, number>> {
  const rows = await store.query<{ title: string; premiereMs: number | null }>({
    name: 'buzz.premieres',
    lane: 'jobs',
    text: `
      SELECT title, toUnixTimestamp64Milli(argMaxIf(premiere, version, isNotNull(premiere))) AS premiereMs
      FROM raw_catalog FINAL WHERE kind = 'title' AND title IN {titles:Array(String)} AND deleted = 0 AND test = 0
      GROUP BY title`,
    params: { titles },
  });
  return new Map(rows.flatMap(({ title, premiereMs }) => (premiereMs === null ? [] : [[title, premiereMs] as const])));
}

/** One of so many equal parts of all viewers, by their hash. */
function partOfViewers(part: number, parts: number): typeof EVERYBODY {
  const bound = (at: number) => ((1n << 64n) * BigInt(at) + BigInt(parts) - 1n) / BigInt(parts);
  return {
    fromViewer: part === 0 ? EVERYBODY.fromViewer : String(bound(part)),
    toViewer: String(bound(part + 1) - 1n),
  };
}
