import type { Store } from '../../../sql/clickhouse/store.ts';
import { loadRecords, loadRows, VIEWERS_A_TITLE, WEEKS } from './scale-audience.ts';

/** What is told of a title besides its plays: a trailer and a teaser, shown to some of its viewers and to others, and what people say. */
const EXPOSED = 8_000;
const MENTIONS = 400;
const REVIEWS = 200;
const DAY_MS = 86_400_000;
/** Trailers run for six weeks before the premiere and four after it. */
const BEFORE_MS = 42 * DAY_MS;
const CAMPAIGN_MS = 70 * DAY_MS;

const SAYINGS = [
  'A moving story with a superb cast, I loved it',
  'Dull, slow and far too long',
  'The ending did not work, but the music is wonderful',
  'It is about a family by the sea',
  'Could not stop watching, brilliant writing',
  'Poor dialogue and terrible acting',
];

export function campaignOf(title: string, nowMs: number): object[] {
  const premiereMs = nowMs - WEEKS * 7 * DAY_MS;
  const common = { type: 'catalog', title_id: title, updated_at: nowMs, source: 'bench', simulated: true };
  return [
    ...[
      { form: 'teaser', live_at: premiereMs - BEFORE_MS },
      { form: 'trailer', live_at: premiereMs - BEFORE_MS / 2 },
    ].map(({ form, live_at }) => ({
      ...{ ...common, kind: 'asset', id: `${title}-${form}`, name: form, form, live_at },
      ...{ channel: 'app', runtime_s: 60 },
    })),
    ...[
      { form: 'trailer', at: premiereMs - BEFORE_MS / 2 },
      { form: 'premiere', at: premiereMs },
    ].map(({ form, at }) => ({ ...common, kind: 'milestone', id: `${title}-at-${form}`, form, name: form, at })),
  ];
}

/** Exposures of one title's campaign, by way of the table that loads go to. Three in five who see it watch the title. */
export async function loadCampaign(
  store: Store,
  { title, index, people, nowMs }: { title: string; index: number; people: number; nowMs: number },
): Promise<void> {
  await loadRows(store, {
    name: 'bench.scale-promo',
    family: 'promo',
    params: { title, index, people, nowMs },
    about: EXPOSED * 3,
    text: `
      INSERT INTO landing_promo
      SELECT {segment:UInt64} AS segment, lower(hex(sipHash128(asset, viewer, step))) AS event_id, asset, {title:String} AS title, viewer,
        ['impression', 'start', 'q25', 'q50', 'q75', 'complete', 'list_add'][step + 1] AS action, 'app' AS channel,
        ['paid', 'owned', 'earned'][1 + h % 3] AS paid_owned_earned, '' AS country, 0 AS holdout,
        fromUnixTimestamp64Milli(first_ms + step * 15000, 'UTC') AS at, 'bench' AS source, 0 AS test, at AS received_at
      FROM (
        SELECT number % 5 < 3 AS watches,
          if(watches, sipHash64('scale', (number * 12 % ${VIEWERS_A_TITLE} * 7919 + {index:UInt64} * 104729) % {people:UInt64}),
            sipHash64('other', number, {index:UInt64})) AS viewer,
          cityHash64('promo', {index:UInt64}, number) AS h, concat({title:String}, if(h % 4 = 0, '-teaser', '-trailer')) AS asset,
          {nowMs:Int64} - ${WEEKS * 7 * DAY_MS} - ${BEFORE_MS} + toInt64(pow((h % 10007) / 10007, 0.7) * ${CAMPAIGN_MS}) AS first_ms,
          multiIf(h % 100 < 40, 1, h % 100 < 60, 2, h % 100 < 70, 3, h % 100 < 80, 4, h % 100 < 85, 5, h % 100 < 97, 6, 7) AS n
        FROM numbers(${EXPOSED})
      )
      ARRAY JOIN range(n) AS step
      WHERE first_ms <= {nowMs:Int64}`,
  });
  await loadRecords(store, voicesOf(title, nowMs), nowMs);
}

/** Mentions and reviews over the weeks since the premiere. */
function voicesOf(title: string, nowMs: number): object[] {
  const at = (number: number, of: number) => nowMs - Math.floor(((number + 1) / (of + 1)) * WEEKS * 7 * DAY_MS);
  const said = (number: number) => `${SAYINGS[number % SAYINGS.length]} (${number.toString(36)})`;
  const told = (id: string, number: number, of: number) => ({
    ...{ title_id: title, author: `${title}-${id}`, text: said(number), lang: 'en' },
    ...{ at: at(number, of), updated_at: at(number, of) },
  });
  return [
    ...Array.from({ length: MENTIONS }, (_, number) => ({
      ...{ type: 'mention', mention_id: `${title}-m${number}`, channel: ['forum', 'press'][number % 2] },
      ...told(`m${number}`, number, MENTIONS),
    })),
    ...Array.from({ length: REVIEWS }, (_, number) => ({
      ...{ type: 'review', review_id: `${title}-r${number}`, rating: 1 + (number % 10), scale: [1, 10] },
      ...told(`r${number}`, number, REVIEWS),
    })),
  ];
}
