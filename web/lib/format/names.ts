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
