import { DAY_MS } from './clock.ts';
import type { Play } from './journey.ts';
import type { Viewer } from './population.ts';
import { hash32, hexId } from './random.ts';

export const SOURCE = 'ovation-demo';

/** The contract asks for a heartbeat at least every 30 s; players of this audience keep a little inside. */
export const PING_MS = 29_700;

const ACTIONS = ['start', 'ping', 'pause', 'resume', 'seek', 'end'] as const;
const [START, PING, PAUSE, RESUME, SEEK, END] = [0, 1, 2, 3, 4, 5];

/** Numbers a record holds in a schedule: true time, action, position, start of the stretch (−1: none), played so far; ms. */
const STRIDE = 5;

/** A play as the records its player sends, cheap to keep: numbers, turned into a line only when it is due. */
export interface ToldPlay {
  readonly count: number;
  /** True time (not the client's clock) of record `index`. */
  atMs(index: number): number;
  /** The NDJSON line of record `index`, without a line feed. */
  line(index: number): string;
}

/** Tells a play as playback records; `pingMs` is wall time between heartbeats. */
export function tellPlay(seed: number, play: Play, pingMs: number): ToldPlay {
  const schedule = scheduleOf(play, pingMs, hash32(seed, 21, play.viewer.index, play.title.index, play.ordinal));
  const { viewer } = play;
  const identity = hexId(seed, 22, play.title.index, viewer.index, play.ordinal);
  const episode = play.episode.id === '' ? '' : `"episode_id":"${play.episode.id}",`;
  const speed = viewer.rate === 1 ? '' : `"rate":${viewer.rate},`;
  const prefix =
    `{"type":"playback","play_id":"${identity}","viewer_id":"${viewer.id}","title_id":"${play.title.id}",${episode}` +
    `"started_at":${play.startMs + viewer.clockOffsetMs},"clock_offset_ms":${viewer.clockOffsetMs},` +
    `"country":"${viewer.territory.code}","device":"${play.device}",${speed}"source":"${SOURCE}","seq":`;
  const subtitles =
    play.title.language === viewer.territory.language ? '' : `"subtitles":"${viewer.territory.language}",`;
  // Only the first record says the rest of the context: it is the one that counts, and history is a gigabyte otherwise.
  const context =
    `,"account_id":"${viewer.accountId}","region":"${viewer.region}","audio":"${audioOf(play)}",${subtitles}` +
    `"app_version":"${viewer.index % 5 === 0 ? '8.3.1' : '8.4.0'}","origin":"${play.origin}","surface":"${play.surface}"`;
  return {
    count: schedule.length / STRIDE,
    atMs: (index) => schedule[index * STRIDE] ?? 0,
    line(index) {
      const base = index * STRIDE;
      const fromMs = schedule[base + 3] ?? -1;
      const from = fromMs < 0 ? '' : `,"from_s":${fromMs / 1000}`;
      return (
        `${prefix}${index},"action":"${ACTIONS[schedule[base + 1] ?? 1]}","at":${(schedule[base] ?? 0) + viewer.clockOffsetMs}` +
        `,"position_s":${(schedule[base + 2] ?? 0) / 1000}${from},"played_s":${(schedule[base + 4] ?? 0) / 1000}` +
        `${index === 0 ? context : ''}}`
      );
    },
  };
}

/** Half of the viewers abroad choose the dub, the others subtitles. */
function audioOf(play: Play): string {
  const { language } = play.viewer.territory;
  return play.viewer.index % 2 === 0 ? play.title.language : language;
}

function scheduleOf(play: Play, pingMs: number, whim: number): number[] {
  const schedule: number[] = [];
  const { rate } = play.viewer;
  const first = play.moves[0];
  let clockMs = play.startMs;
  let positionMs = first?.kind === 'play' ? first.fromMs : 0;
  let playedMs = 0;
  let stretchFromMs = positionMs;
  let sincePingMs = 0;
  const tell = (action: number): void => {
    const hasStretch = positionMs > stretchFromMs;
    schedule.push(clockMs, action, positionMs, hasStretch ? stretchFromMs : -1, playedMs);
    stretchFromMs = positionMs;
    sincePingMs = 0;
  };
  tell(START);
  for (const move of play.moves) {
    if (move.kind === 'play') {
      positionMs = move.fromMs;
      stretchFromMs = move.fromMs;
      while (positionMs < move.toMs) {
        const wallMs = Math.min(pingMs - sincePingMs, Math.ceil((move.toMs - positionMs) / rate));
        const contentMs = Math.min(Math.round(wallMs * rate), move.toMs - positionMs);
        clockMs += wallMs;
        positionMs += contentMs;
        playedMs += contentMs;
        sincePingMs += wallMs;
        if (sincePingMs >= pingMs) tell(PING);
      }
      // What was played until here is told now, so that a stretch never reaches over a jump.
      if (positionMs > stretchFromMs && move !== play.moves.at(-1)) tell(PING);
    } else if (move.kind === 'pause') {
      tell(PAUSE);
      clockMs += move.wallMs;
      tell(RESUME);
    } else {
      positionMs = move.toMs;
      stretchFromMs = positionMs;
      tell(SEEK);
    }
  }
  if (!play.vanishes) tell(END);
  return whim % 100 === 0 ? loseSome(schedule, whim) : schedule;
}

/** One play in a hundred loses up to ten minutes of heartbeats on the way; what was played is still in `played_s`. */
function loseSome(schedule: number[], whim: number): number[] {
  const count = schedule.length / STRIDE;
  const firstLost = 2 + (whim % 17);
  const lost = Math.min(20, count - firstLost - 2);
  if (lost > 0) schedule.splice(firstLost * STRIDE, lost * STRIDE);
  return schedule;
}

/** What the service knows of a profile, as a `viewer` record. */
export function profileLine(viewer: Viewer, atMs: number): string {
  return JSON.stringify({
    type: 'viewer',
    viewer_id: viewer.id,
    age_band: viewer.ageBand,
    ...(viewer.gender !== '' && { gender: viewer.gender }),
    plan: viewer.plan,
    joined_at: atMs - viewer.joinedDaysBefore * DAY_MS,
    country: viewer.territory.code,
    language: viewer.territory.language,
    at: atMs,
    updated_at: atMs,
    source: SOURCE,
  });
}
