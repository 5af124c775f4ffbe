import { readColumnMap } from './tables/columns.ts';
import { type DateStyle, readDateOption } from './tables/dates.ts';
import type { CatalogueTitle } from './tables/find-title.ts';
import { readDecimalOption } from './tables/numbers.ts';
import { ASSETS, assetsImporter } from './assets/assets.ts';
import { ASSET_NAMES } from './assets/columns.ts';
import { planAssets } from './assets/plan.ts';
import { previewAssets } from './assets/preview.ts';
import { MILESTONE_NAMES } from './milestones/columns.ts';
import { MILESTONES, milestonesImporter } from './milestones/milestones.ts';
import { planMilestones } from './milestones/plan.ts';
import { previewMilestones } from './milestones/preview.ts';
import { PROMO_NAMES } from './promo/columns.ts';
import { mediaKind, type MediaKind } from './promo/day.ts';
import { type CatalogueAsset, planPromo } from './promo/plan.ts';
import { previewPromo } from './promo/preview.ts';
import { PROMO, promoImporter } from './promo/promo.ts';
import { readReviewOptions, type ReviewFlags } from './reviews/options.ts';
import { planReviews } from './reviews/plan.ts';
import { previewReviews } from './reviews/preview.ts';
import { REVIEWS, reviewsImporter } from './reviews/reviews.ts';
import { readSource } from './tables/source.ts';
import { type Importer, ImportFileError } from './types.ts';

/** What the command line says of how tables are to be read, as it was written. */
export interface TableFlags extends ReviewFlags {
  readonly asset?: string;
  readonly channel?: string;
  readonly media?: string;
  readonly decimal?: string;
}

/** What an import asks of the catalogue. */
export interface Catalogue {
  titles(): Promise<readonly CatalogueTitle[]>;
  assets(): Promise<readonly CatalogueAsset[]>;
}

/** How some files are going to be read: shown to a person, and taken when that is agreed to. */
export interface Planned {
  readonly preview: string;
  readonly importer: Importer;
  readonly rows: number;
}

/** A kind of file with columns of any name. */
export interface TableImport {
  readonly kind: string;
  /** The flags that say how its files are to be read. */
  readonly flags: string;
  /**
   * Checks the flags, and gives what reads the files.
   * @throws ImportFileError for a flag that means nothing; what is given throws it for a wrong file, and for a guess.
   */
  open(flags: TableFlags): (files: readonly string[], catalogue: Catalogue, nowMs: number) => Promise<Planned>;
}

const rowsOf = (plan: { files: ReadonlyMap<string, { rows: number }> }) =>
  [...plan.files.values()].reduce((sum, file) => sum + file.rows, 0);

const reviews: TableImport = {
  kind: REVIEWS,
  flags: '--map, --scale, --date, --lang and --title',
  open(flags) {
    const options = readReviewOptions(flags);
    return async (files, catalogue, nowMs) => {
      const plan = await planReviews(files, options, await catalogue.titles(), nowMs);
      return { preview: await previewReviews(plan), importer: reviewsImporter(plan), rows: rowsOf(plan) };
    };
  },
};

const assets: TableImport = {
  kind: ASSETS,
  flags: '--map, --date and --title',
  open({ title, map = [], date, source }) {
    const options = {
      titleId: title ?? null,
      map: readColumnMap(map, ASSET_NAMES),
      dateStyle: styleOf(date),
      source: readSource(source, ASSETS),
    };
    return async (files, catalogue) => {
      const plan = await planAssets(files, options, await catalogue.titles());
      return { preview: await previewAssets(plan), importer: assetsImporter(plan), rows: rowsOf(plan) };
    };
  },
};

const milestones: TableImport = {
  kind: MILESTONES,
  flags: '--map, --date and --title',
  open({ title, map = [], date, source }) {
    const options = {
      titleId: title ?? null,
      map: readColumnMap(map, MILESTONE_NAMES),
      dateStyle: styleOf(date),
      source: readSource(source, MILESTONES),
    };
    return async (files, catalogue) => {
      const plan = await planMilestones(files, options, await catalogue.titles());
      return { preview: await previewMilestones(plan), importer: milestonesImporter(plan), rows: rowsOf(plan) };
    };
  },
};

const promo: TableImport = {
  kind: PROMO,
  flags: '--map, --date, --decimal, --asset, --channel and --media',
  open({ asset, channel, media, map = [], date, decimal, source }) {
    const options = {
      asset: asset ?? null,
      channel: channel ?? null,
      media: media === undefined ? null : mediaOf(media),
      map: readColumnMap(map, PROMO_NAMES),
      dateStyle: styleOf(date),
      decimal: decimal === undefined ? null : readDecimalOption(decimal),
      source: readSource(source, PROMO),
    };
    return async (files, catalogue, nowMs) => {
      const plan = await planPromo(files, options, await catalogue.assets(), nowMs);
      return { preview: await previewPromo(plan), importer: promoImporter(plan), rows: rowsOf(plan) };
    };
  },
};

export const TABLE_IMPORTS: readonly TableImport[] = [reviews, assets, milestones, promo];

/** @throws ImportFileError for a day: it is the files that say it here. */
function styleOf(date: string | undefined): DateStyle | null {
  if (date === undefined) return null;
  const read = readDateOption(date);
  if ('style' in read) return read.style;
  throw new ImportFileError(`--date takes how the dates of the files are written, as ymd or dmy; not '${date}'.`);
}

/** @throws ImportFileError for another word. */
function mediaOf(media: string): MediaKind {
  const kind = media === '' ? null : mediaKind(media);
  if (kind === null) throw new ImportFileError(`--media takes paid, owned or earned; not '${media}'.`);
  return kind;
}
