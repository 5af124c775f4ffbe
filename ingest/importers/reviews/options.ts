import { canonicalLanguage } from '../../contract/language.ts';
import { readColumnMap } from '../tables/columns.ts';
import { readDateOption } from '../tables/dates.ts';
import { readSource } from '../tables/source.ts';
import { ImportFileError } from '../types.ts';
import { REVIEW_NAMES } from './columns.ts';
import type { ReviewOptions } from './plan.ts';
import { readScale } from './rating.ts';
import { REVIEWS } from './reviews.ts';

/** What the command line says of reviews, as it was written. */
export interface ReviewFlags {
  readonly title?: string;
  readonly map?: readonly string[];
  readonly scale?: string;
  readonly date?: string;
  readonly lang?: string;
  readonly source?: string;
  readonly lines?: boolean;
}

/** @throws ImportFileError for a value that means nothing. */
export function readReviewOptions(flags: ReviewFlags): ReviewOptions {
  const { title, map = [], scale, date, lang, source, lines = false } = flags;
  if (lang !== undefined && canonicalLanguage(lang) === null)
    throw new ImportFileError(`--lang takes a language tag, as en or pt-BR; not '${lang}'.`);
  return {
    titleId: title ?? null,
    map: readColumnMap(map, REVIEW_NAMES),
    scale: scale === undefined ? null : readScale(scale),
    date: date === undefined ? null : readDateOption(date),
    lang: lang ?? null,
    source: readSource(source, REVIEWS),
    lines,
  };
}
