import { type CsvRow, type CsvShape, readCsv } from './csv.ts';
import { identityOf } from './identity.ts';
import { clockSeconds, utcMs } from './parse-time.ts';

/** Who says what is imported from a viewing export. */
export const VIEWING_SOURCE = 'netflix-viewing';

const SHAPE: CsvShape = {
  what: 'a Netflix viewing export',
  columns: [
    'Profile Name',
    'Start Time',
    'Duration',
    'Title',
    'Supplemental Video Type',
    'Device Type',
    'Bookmark',
    'Country',
  ],
  hint: 'Import the file CONTENT_INTERACTION/ViewingActivity.csv of the archive that Netflix sends.',
};

/** One play of the export, or why its row cannot be one. */
export interface ExportPlay {
  readonly row: number;
  readonly profile: string;
  readonly startedAtMs: number;
  /** Wall time played. */
  readonly playedSeconds: number;
  /** Where the play ended in the content; may be less than what was played. */
  readonly bookmarkSeconds: number;
  /** As the file writes it, for what does not change from one month's export to the next is the play's identity. */
  readonly title: string;
  /** '' for a play of a film or episode, else the sort of promotion. */
  readonly supplemental: string;
  readonly device: string;
  readonly attributes: string;
  readonly country: string;
}

/** The plays of an export in the file's order. @throws ImportFileError when it is no viewing export. */
export async function* readExport(path: string): AsyncGenerator<ExportPlay | { row: number; problem: string }> {
  for await (const row of readCsv(path, SHAPE)) yield playOf(row);
}

function playOf(row: CsvRow): ExportPlay | { row: number; problem: string } {
  const problem = (text: string) => ({ row: row.row, problem: text });
  if (row.cells < row.columns) return problem('the row is cut short');
  const [profile, title] = [row.get('Profile Name'), row.get('Title')];
  if (profile === '') return problem('the profile is empty');
  if (title === '') return problem('the title is empty');
  const startedAtMs = utcMs(row.get('Start Time'));
  if (startedAtMs === null) return problem('the start time is not of the form 2022-04-28 16:08:56');
  const playedSeconds = clockSeconds(row.get('Duration'));
  if (playedSeconds === null) return problem('the duration is not of the form 00:42:10');
  const bookmarkSeconds = clockSeconds(row.get('Bookmark'));
  if (bookmarkSeconds === null) return problem('the bookmark is not of the form 00:42:10');
  return {
    row: row.row,
    profile,
    startedAtMs,
    playedSeconds,
    bookmarkSeconds,
    title: row.raw('Title'),
    supplemental: row.get('Supplemental Video Type').toUpperCase(),
    device: row.get('Device Type'),
    attributes: row.get('Attributes'),
    country: /^[A-Z]{2}\b/.exec(row.get('Country'))?.[0] ?? '',
  };
}

/**
 * Gives each play an identity made of what stays the same in next month's export: profile, start, title, device, and which
 * of the plays with those four it is. Those are told apart by duration and bookmark and not by their order in the file, which nothing promises.
 */
export class PlayIdentities {
  readonly #alike = new Map<string, string[]>();
  readonly #account: string;

  constructor(account: string) {
    this.#account = account;
  }

  /** To be told every play of the file before the first identity is asked for. */
  learn(play: ExportPlay): void {
    const key = this.#key(play);
    const ends = this.#alike.get(key);
    if (ends === undefined) this.#alike.set(key, [endOf(play)]);
    else if (!ends.includes(endOf(play))) ends.push(endOf(play));
  }

  idOf(play: ExportPlay): string {
    const key = this.#key(play);
    const ends = this.#alike.get(key) ?? [];
    const occurrence = ends.length < 2 ? 1 : ends.toSorted().indexOf(endOf(play)) + 1;
    return identityOf([key, occurrence]);
  }

  #key(play: ExportPlay): string {
    return JSON.stringify([this.#account, play.profile, play.startedAtMs, play.title, play.device]);
  }
}

const endOf = (play: ExportPlay) =>
  `${String(play.playedSeconds).padStart(6, '0')} ${String(play.bookmarkSeconds).padStart(6, '0')}`;
