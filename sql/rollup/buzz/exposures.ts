import type { Store } from '../../clickhouse/store.ts';
import { DESCRIBED } from '../../queries/described.ts';
import { spelled } from './told.ts';

/** (asset, viewer) pairs recomputed by one statement: 20,000 with four events each take some 0.3 s. */
const PAIRS_A_CHUNK = 20_000;

/**
 * Viewers of assets that some loads touched, and all of those whose asset has moved. Over the parameters `segments` and `moved`.
 */
const PAIRS = `(
  SELECT place AS asset, viewer FROM touched_told
  WHERE segment IN {segments:Array(UInt64)} AND what = 'promo' AND viewer != 0 AND place NOT IN {moved:Array(String)}
  UNION DISTINCT
  SELECT asset, viewer FROM promo_event WHERE asset IN {moved:Array(String)} AND viewer != 0
)`;

const TOUCHED_ASSETS = `(
  SELECT DISTINCT toString(place) AS place FROM touched_told WHERE segment IN {segments:Array(UInt64)} AND what = 'asset'
)`;

/** Only these assets' events: a scan of all would grow with everything that was ever sent. */
const TOUCHED_EVENTS = `(SELECT asset, channel, title FROM promo_event WHERE asset IN ${TOUCHED_ASSETS})`;

/**
 * Assets among those that some loads described whose viewers have other exposures now: they have got another channel, which events
 * that name none are on, or have become known, or are no longer, and events of one viewer name several titles.
 */
export async function movedAssets(store: Store, segments: readonly number[]): Promise<string[]> {
  const rows = await store.query<{ asset: string }>({
    name: 'buzz.moved-assets',
    lane: 'jobs',
    text: `
      SELECT t.place AS asset
      FROM ${TOUCHED_ASSETS} AS t
      LEFT JOIN ${DESCRIBED} AS now ON now.id = t.place
      LEFT JOIN (SELECT toString(asset) AS id, title, channel FROM promo_asset FINAL) AS former ON former.id = t.place
      WHERE (now.channel != former.channel AND t.place IN (SELECT toString(asset) FROM ${TOUCHED_EVENTS} WHERE channel = ''))
        OR ((now.title = '') != (former.title = '') AND t.place IN (SELECT toString(asset) FROM ${TOUCHED_EVENTS} GROUP BY asset HAVING uniq(title) > 1))
      ORDER BY asset`,
    params: { segments },
  });
  return rows.map((row) => row.asset);
}

/** Notes which titles and channels the assets have that some loads described. Called when their titles are marked. */
export async function noteAssets(store: Store, segments: readonly number[], version: number): Promise<void> {
  await store.insertSelect({
    name: 'buzz.note-assets',
    text: `
      INSERT INTO promo_asset
      SELECT t.place, {version:UInt64}, now.title, now.channel
      FROM ${TOUCHED_ASSETS} AS t
      LEFT JOIN ${DESCRIBED} AS now ON now.id = t.place`,
    params: { segments, version },
  });
}

/** Recomputes what touched viewers' events of an asset come to. Returns how many (asset, viewer) pairs there were. */
export async function computeViewers(
  store: Store,
  segments: readonly number[],
  moved: readonly string[],
  { version, pause }: { version: number; pause: () => Promise<void> },
): Promise<number> {
  const { pairs } = await store.one<{ pairs: number }>({
    name: 'buzz.pairs',
    lane: 'jobs',
    text: `SELECT count() AS pairs FROM ${PAIRS}`,
    params: { segments, moved },
  });
  const chunks = Math.ceil(pairs / PAIRS_A_CHUNK);
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    await computeChunk(store, { segments, moved, version, chunk, chunks });
    await pause();
  }
  return pairs;
}

/**
 * No record says which exposure it belongs to, so the records of a viewer, asset and channel (and of the title that they name,
 * while nobody has described the asset) are taken in order of time: an impression begins one, and so does a start when the last exposure has one already (played again). Within the stretch behind an
 * impression the second start begins the second exposure, the third the third: its number follows from counts alone.
 */
async function computeChunk(
  store: Store,
  params: { segments: readonly number[]; moved: readonly string[]; version: number; chunk: number; chunks: number },
): Promise<void> {
  const before = 'ORDER BY at, action, event_id ROWS UNBOUNDED PRECEDING';
  const alike = 'asset, viewer, holdout, channel, apart';
  // A step counts only with all before it, and is reached at its first record.
  const reached = (action: string, last: string) => `if(${last} = 0, 0, minIf(at, action = '${action}'))`;
  await store.insertSelect({
    name: 'buzz.viewers',
    text: `
      INSERT INTO promo_viewer
      WITH
        pairs AS (
          SELECT asset, viewer FROM ${PAIRS} WHERE cityHash64(viewer) % {chunks:UInt32} = {chunk:UInt32}
        ),
        told AS (
          SELECT e.asset AS asset, viewer, holdout, ${spelled(`if(e.channel = '', now.channel, toString(e.channel))`)} AS channel, toUnixTimestamp64Milli(at) AS at, action,
            event_id, e.title AS title, if(now.title = '', toString(e.title), '') AS apart, kind
          FROM (
            SELECT * FROM promo_event FINAL
            WHERE (asset, viewer) IN (SELECT asset, viewer FROM pairs) AND test = 0
              AND (event_id, content) NOT IN (SELECT id, toUInt64(version) FROM overruled WHERE what = 'promo' AND place IN (SELECT asset FROM pairs))
          ) AS e
          LEFT JOIN (SELECT id, title, channel FROM ${DESCRIBED}) AS now ON now.id = e.asset
        )
      SELECT asset, viewer, {version:UInt64}, arraySort(groupArrayArray(exposures)), arraySort(groupArrayArray(deeds)),
        arraySort(arrayDistinct(groupArrayArray(held_titles))), arraySort(groupArrayArray(held))
      FROM (
        SELECT asset, viewer,
          if(holdout = 1, [], [(toInt64(first_at), channel, toInt8(first_kind), toString(first_title), impressed, started, q25_at, q50_at, q75_at, completed)]) AS exposures,
          [] AS deeds, [] AS held_titles, if(holdout = 1, [(toInt64(first_at), toString(first_title))], []) AS held
        FROM (
          SELECT ${alike}, min(at) AS first_at, argMin(kind, (at, action, event_id)) AS first_kind, argMin(title, (at, action, event_id)) AS first_title,
            minIf(at, action = 'impression') AS impressed, minIf(at, action = 'start') AS started, ${reached('q25', 'started')} AS q25_at,
            ${reached('q50', 'q25_at')} AS q50_at, ${reached('q75', 'q50_at')} AS q75_at, ${reached('complete', 'q75_at')} AS completed
          FROM (
            SELECT *, countIf(action = 'start') OVER (PARTITION BY ${alike}, impressions ${before}) AS starts
            FROM (
              SELECT *, countIf(action = 'impression') OVER (PARTITION BY ${alike} ${before}) AS impressions
              FROM told WHERE action <= 6
            )
          )
          GROUP BY ${alike}, impressions, greatest(starts, 1)
        )
        UNION ALL
        SELECT asset, viewer, [], [(toInt8(action), channel, toString(title), toUInt32(count()), toInt64(min(at)))], [], []
        FROM told WHERE action > 6 AND holdout = 0
        GROUP BY asset, viewer, action, channel, title
        UNION ALL
        SELECT asset, viewer, [], [], [toString(title)], [] FROM told WHERE holdout = 1
        UNION ALL
        -- of a pair without any event left stands that it has none
        SELECT asset, viewer, [], [], [], [] FROM pairs
      )
      GROUP BY asset, viewer`,
    params,
  });
}
