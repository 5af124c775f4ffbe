/** Names that catalogues use and the Unicode tables don't; states that are gone count as the one that kept their films. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  bahamas: 'BS',
  'bosnia and herzegovina': 'BA',
  'czech republic': 'CZ',
  'east germany': 'DE',
  'hong kong': 'HK',
  'ivory coast': 'CI',
  macau: 'MO',
  myanmar: 'MM',
  palestine: 'PS',
  'soviet union': 'RU',
  turkey: 'TR',
  'vatican city': 'VA',
  'west germany': 'DE',
};

const codes = new Map<string, string>();

/** The ISO 3166-1 alpha-2 code of a country's English name; null for a name nobody knows. */
export function countryCode(name: string): string | null {
  if (codes.size === 0) learnNames();
  return codes.get(name.trim().toLowerCase()) ?? null;
}

function learnNames(): void {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  for (let first = 65; first <= 90; first++)
    for (let second = 65; second <= 90; second++) {
      const code = String.fromCharCode(first, second);
      const name = names.of(code)?.toLowerCase();
      // Withdrawn codes (DD, SU, YU …) carry the name of their successor, whose own code must win.
      if (name !== undefined && !codes.has(name) && new Intl.Locale('und', { region: code }).region === code)
        codes.set(name, code);
    }
  for (const [name, code] of Object.entries(OTHER_NAMES)) codes.set(name, code);
}
