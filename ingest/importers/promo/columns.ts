import { type Columns, type ColumnMap, chooseColumns, listed, words } from '../tables/columns.ts';
import { ImportFileError } from '../types.ts';

/** Each is a metric of `promo_daily` under its own name. The signs of `25 %` are left out of a column's name. */
export const METRIC_NAMES = {
  impressions: words('impressions impression imps impr'),
  starts: words('starts start videostarts plays videoplays'),
  views: words('views view videoviews viewcount'),
  q25: words('q25 25 firstquartile quartile1 videoplayedto25 watched25 viewsat25 played25'),
  q50: words('q50 50 midpoint secondquartile quartile2 videoplayedto50 watched50 viewsat50 played50'),
  q75: words('q75 75 thirdquartile quartile3 videoplayedto75 watched75 viewsat75 played75'),
  completes: words('completes complete completions completed completeviews videocompletions q100 100 videoplayedto100'),
  likes: words('likes like'),
  shares: words('shares share'),
  list_adds: words('listadds listadd watchlistadds watchlist addedtolist'),
  reminders: words('reminders reminder remindme'),
  cost: words('cost spend spent amountspent mediacost'),
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type PromoMetric = keyof typeof METRIC_NAMES;
export const METRICS = Object.keys(METRIC_NAMES) as PromoMetric[];

/** The title of a video is what most channels call an asset; an id is surer. */
export const PROMO_NAMES = {
  date: words('date day reportdate reportingdate'),
  asset: words('assetid asset videoid contentid creativeid adid postid videotitle video content creative title name'),
  channel: words('channel platform network site'),
  country: words('country countrycode geography market territory'),
  media: words('media mediakind mediatype paidownedearned poe'),
  ...METRIC_NAMES,
  updated: words('updatedat updated exportedat exported lastmodified'),
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type PromoField = keyof typeof PROMO_NAMES;

/** @throws ImportFileError as `chooseColumns`, and when there are no days or nothing is counted. */
export function promoColumns(path: string, names: readonly string[], map: ColumnMap<PromoField>): Columns<PromoField> {
  const chosen = chooseColumns(path, names, PROMO_NAMES, map);
  const lacks = (what: string, example: string) =>
    new ImportFileError(
      `${path} has no column that is known to hold ${what}; it has: ${listed(names)}. Name it, as in --map ${example}=COLUMN.`,
    );
  if (chosen.date === undefined) throw lacks('the days', 'date');
  if (METRICS.every((metric) => chosen[metric] === undefined)) throw lacks('counts', 'views');
  return chosen;
}
