/** A country of the simulated audience. */
export interface Territory {
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  readonly language: string;
  /** Share of the population, in parts of the sum of all weights. */
  readonly weight: number;
  /** Local time minus UTC. Fixed: summer time would only blur the evening peak. */
  readonly utcOffsetHours: number;
  /** Share of plays on a phone or tablet. */
  readonly mobileShare: number;
  readonly regions: readonly string[];
}

export const TERRITORIES: readonly Territory[] = [
  territory('US', 'en', 22, -6, 0.22, ['US-CA', 'US-NY', 'US-TX', 'US-IL', 'US-WA']),
  territory('BR', 'pt', 10, -3, 0.38, ['BR-SP', 'BR-RJ', 'BR-BA']),
  territory('GB', 'en', 8, 0, 0.22, ['GB-ENG', 'GB-SCT', 'GB-WLS']),
  territory('DE', 'de', 7, 1, 0.2, ['DE-BE', 'DE-BY', 'DE-NW']),
  territory('FR', 'fr', 7, 1, 0.22, ['FR-IDF', 'FR-ARA', 'FR-PAC']),
  territory('KR', 'ko', 7, 9, 0.44, ['KR-11', 'KR-26', 'KR-41']),
  territory('JP', 'ja', 7, 9, 0.4, ['JP-13', 'JP-27', 'JP-01']),
  territory('MX', 'es', 6, -6, 0.36, ['MX-CMX', 'MX-JAL', 'MX-NLE']),
  territory('IN', 'hi', 6, 5.5, 0.62, ['IN-MH', 'IN-DL', 'IN-KA']),
  territory('ES', 'es', 5, 1, 0.24, ['ES-MD', 'ES-CT', 'ES-AN']),
  territory('IT', 'it', 4, 1, 0.24, ['IT-25', 'IT-62', 'IT-82']),
  territory('CA', 'en', 4, -5, 0.22, ['CA-ON', 'CA-QC', 'CA-BC']),
  territory('PL', 'pl', 3, 1, 0.26, ['PL-14', 'PL-12']),
  territory('TR', 'tr', 3, 3, 0.4, ['TR-34', 'TR-06']),
  territory('AU', 'en', 3, 10, 0.24, ['AU-NSW', 'AU-VIC']),
  territory('SE', 'sv', 2, 1, 0.22, ['SE-AB', 'SE-O']),
  territory('EG', 'ar', 2, 2, 0.56, ['EG-C', 'EG-ALX']),
  territory('ZA', 'en', 2, 2, 0.4, ['ZA-GP', 'ZA-WC']),
];

function territory(
  code: string,
  language: string,
  weight: number,
  utcOffsetHours: number,
  mobileShare: number,
  regions: readonly string[],
): Territory {
  return { code, language, weight, utcOffsetHours, mobileShare, regions };
}

/** Appetite for watching by local hour 0…23, relative to the day's mean of 1: low before dawn, a peak at nine. */
export const APPETITE_BY_LOCAL_HOUR: readonly number[] = [
  0.9, 0.55, 0.3, 0.18, 0.14, 0.16, 0.28, 0.42, 0.5, 0.55, 0.62, 0.7, 0.86, 0.9, 0.84, 0.86, 0.98, 1.22, 1.6, 2.1, 2.55,
  2.65, 2.15, 1.5,
];

const MEAN_APPETITE = APPETITE_BY_LOCAL_HOUR.reduce((sum, value) => sum + value, 0) / 24;
const PEAK_APPETITE = Math.max(...APPETITE_BY_LOCAL_HOUR);

/** Appetite at an instant in a territory, relative to the peak hour (in 0…1]. */
export function appetiteAt(territory: Territory, instantMs: number): number {
  const localHour = Math.floor((((instantMs / 3_600_000 + territory.utcOffsetHours) % 24) + 24) % 24);
  return (APPETITE_BY_LOCAL_HOUR[localHour] ?? MEAN_APPETITE) / PEAK_APPETITE;
}

const TOTAL_WEIGHT = TERRITORIES.reduce((sum, each) => sum + each.weight, 0);

/** Appetite of the whole population by UTC hour 0…23, mean 1. */
export const APPETITE_BY_UTC_HOUR: readonly number[] = Array.from({ length: 24 }, (_, hour) => {
  const weighted = TERRITORIES.reduce((sum, each) => sum + each.weight * appetiteAt(each, hour * 3_600_000), 0);
  return ((weighted / TOTAL_WEIGHT) * PEAK_APPETITE) / MEAN_APPETITE;
});
