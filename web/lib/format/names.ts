/** Names of codes that the data carries. */

const regions = new Intl.DisplayNames('en-GB', { type: 'region', fallback: 'code' });

/** `PT` → Portugal; the empty code is a country nobody told. */
export function countryName(code: string): string {
  if (code === '') return 'Unknown country';
  return /^[A-Z]{2}$/.test(code) ? (regions.of(code) ?? code) : code;
}

const DEVICES: Record<string, string> = {
  unknown: 'Unknown device',
  tv: 'Television',
  mobile: 'Mobile',
  tablet: 'Tablet',
  web: 'Web',
  console: 'Console',
  other: 'Other device',
};

export function deviceName(code: string): string {
  return DEVICES[code] ?? code;
}

const STAGES: Record<string, string> = {
  development: 'Development',
  'pre-production': 'Pre-production',
  production: 'Production',
  'post-production': 'Post-production',
  marketing: 'Marketing',
  released: 'Released',
};

export function stageName(stage: string): string {
  return STAGES[stage] ?? 'No stage';
}

/** The second half of a title's name, or nothing for films: `Season 2`. */
export function seasonName(season: number | null): string {
  return season === null ? '' : `Season ${season}`;
}

/** `The Salt Road, Season 1`, as one text. */
export function fullName(title: { name: string; season: number | null }): string {
  return title.season === null ? title.name : `${title.name}, ${seasonName(title.season)}`;
}

const languages = new Intl.DisplayNames('en-GB', { type: 'language', fallback: 'code' });

/** `pt-BR` → Brazilian Portuguese; the empty code is a language nobody told. */
export function languageName(code: string): string {
  if (code === '') return 'Unknown language';
  try {
    return languages.of(code) ?? code;
  } catch {
    return code; // not a language tag
  }
}

/** `science fiction` → Science fiction. */
export const genreName = (genre: string) => genre.charAt(0).toUpperCase() + genre.slice(1);

const DIMENSIONS = {
  country: 'Country',
  region: 'Region',
  device: 'Device',
  audio: 'Audio language',
  age_band: 'Age',
  gender: 'Gender',
  plan: 'Plan',
  preference: 'Prefers',
} as const;

export const dimensionName = (dimension: keyof typeof DIMENSIONS): string => DIMENSIONS[dimension];

/** The value of a segment dimension, as people say it. */
export function segmentName(dimension: keyof typeof DIMENSIONS, value: string): string {
  switch (dimension) {
    case 'country':
      return countryName(value);
    case 'device':
      return deviceName(value);
    case 'audio':
      return languageName(value);
    case 'preference':
      return value === '' ? 'No clear preference' : genreName(value);
    case 'region':
      return value === '' ? 'Unknown region' : value;
    default:
      return value === '' ? 'Not told' : genreName(value);
  }
}

const CHANNELS: Readonly<Record<string, string>> = {
  imdb: 'IMDb',
  'in-app': 'In the app',
  tiktok: 'TikTok',
  youtube: 'YouTube',
};

/** `social-ads` → Social ads; as its makers write it, where that is more than a capital. */
export const channelName = (channel: string): string =>
  channel === '' ? 'Unknown channel' : (CHANNELS[channel.toLowerCase()] ?? genreName(channel.replaceAll(/[-_]/g, ' ')));

/** `home-row` → Home row: a place in the product, as it was sent. */
export const surfaceName = (surface: string) =>
  surface === '' ? 'Unknown surface' : genreName(surface.replaceAll(/[-_]/g, ' '));
