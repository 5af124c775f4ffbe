import { type CsvShape, readCsv } from './csv.ts';
import { minuteMs } from './parse-time.ts';
import { profileViewer } from './netflix-viewing.ts';
import type { Importer, ImportItem, ImportOptions } from './types.ts';

const SOURCE = 'netflix-profiles';
const SHAPE: CsvShape = {
  what: "a Netflix export's list of profiles",
  columns: ['Profile Name', 'Profile Creation Time', 'Primary Lang'],
  hint: 'Import the file PROFILES/Profiles.csv of the archive that Netflix sends.',
};

/** `Profiles.csv` of the same archive as the viewing: since when a profile exists, and its language. */
export const netflixProfiles: Importer = {
  kind: 'netflix-profiles',
  describe: 'Profiles.csv of a Netflix account export: since when each profile exists, and its language',
  read,
};

/** The file has no date of its own, so its records carry no `updated_at`: the profile list imported last is taken as the newest. */
async function* read(path: string, options: ImportOptions): AsyncGenerator<ImportItem> {
  for await (const row of readCsv(path, SHAPE)) {
    const profile = row.get('Profile Name');
    if (profile === '') {
      yield { outcome: 'skipped', row: row.row, reason: 'the profile is empty' };
      continue;
    }
    const joinedAtMs = minuteMs(row.get('Profile Creation Time')) ?? undefined;
    const viewer = {
      type: 'viewer',
      viewer_id: profileViewer(profile, options).viewer_id,
      joined_at: joinedAtMs,
      language: row.get('Primary Lang') || undefined,
      gender: row.get('Gender').toLowerCase() || undefined,
      source: SOURCE,
    } as const;
    yield { outcome: 'taken', row: row.row, records: [viewer], playedSeconds: 0 };
  }
}
