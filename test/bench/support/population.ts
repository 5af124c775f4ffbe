/**
 * A steady audience for load tests: every viewer is in the middle of a play and sends a heartbeat of about 300 bytes every
 * 30 seconds; one in forty begins a new play instead. Viewers come in blocks of 1,000, one block a request. The records of
 * a request are prepared once as bytes; only numbers of fixed width are written anew (0.03 µs a record), so that the
 * sender hardly competes with what it measures.
 */
export const BATCH_EVENTS = 1_000;
export const PING_SECONDS = 30;

const TITLES = 200;
const EPISODES = 8;
/** One record in so many begins a play. */
const START_EVERY = 40;

const COUNTRIES = ['US', 'BR', 'GB', 'DE', 'IN', 'MX', 'FR', 'JP', 'KR', 'ES', 'IT', 'CA', 'PL', 'AU', 'AR', 'ZA'];
const DEVICES = ['tv', 'tv', 'tv', 'tv', 'mobile', 'mobile', 'web', 'web', 'tablet', 'console'];
const LANGUAGES = [
  'en',
  'pt-BR',
  'en',
  'de',
  'hi',
  'es-419',
  'fr',
  'ja',
  'ko',
  'es',
  'it',
  'en',
  'pl',
  'en',
  'es',
  'en',
];
const ORIGINS = ['browse', 'continue', 'autoplay', 'recommendation', 'search'];

/** Title ids of a population: `bench-000` is the most watched. */
const titleId = (title: number) => `bench-${String(title).padStart(3, '0')}`;
const isSeries = (title: number) => title % 2 === 1;
const episodeId = (title: number, episode: number) => `${titleId(title)}-e${episode}`;

/** The catalogue records of the titles, so that what is sent is also rolled up. */
export function catalogueOf(nowMs: number): object[] {
  const common = { type: 'catalog', updated_at: nowMs, source: 'bench', simulated: true };
  return Array.from({ length: TITLES }, (_, title) => {
    const own = {
      ...common,
      kind: 'title',
      id: titleId(title),
      name: `Bench ${title}`,
      form: isSeries(title) ? 'series' : 'film',
      stage: 'released',
      premiere_at: nowMs - 7 * 86_400_000,
    };
    if (!isSeries(title)) return [{ ...own, runtime_s: 7_200 }];
    const episodes = Array.from({ length: EPISODES }, (_, index) => ({
      ...common,
      kind: 'episode',
      id: episodeId(title, index + 1),
      title_id: titleId(title),
      number: index + 1,
      runtime_s: 7_200,
    }));
    return [{ ...own, show: `Bench ${title}`, season: 1 }, ...episodes];
  }).flat();
}

/** Repeatable numbers in [0, 1), Mulberry32. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Widths of the numbers written anew; JSON allows spaces before a number, so they need no leading zeros. */
const WIDTH = { block: 6, index: 3, pass: 4, seq: 4, at: 13, seconds: 5 } as const;
const HEAD_START = '{"type":"playback","viewer_id":"profile-';
const PLAY_START = '","play_id":"play-';

/** The bytes of one request, for one block of viewers after the other. */
export class Batch {
  readonly bytes: Buffer;
  readonly #blocks: number;
  readonly #records: Int32Array;
  readonly #firstSeq: Int32Array;
  #pass = -1;

  /**
   * @param viewers size of the population, a multiple of 1,000
   * @param startedMs when the load began; viewers are spread over their plays at that instant
   */
  constructor(viewers: number, startedMs: number) {
    this.#blocks = Math.max(1, Math.floor(viewers / BATCH_EVENTS));
    this.#records = new Int32Array(BATCH_EVENTS);
    this.#firstSeq = new Int32Array(BATCH_EVENTS);
    const next = random(20_261);
    let text = '';
    for (let index = 0; index < BATCH_EVENTS; index++) {
      this.#records[index] = text.length;
      const begins = index % START_EVERY === 0;
      const seq = begins ? 0 : 4 + Math.floor(next() * 150);
      this.#firstSeq[index] = begins ? -1 : seq;
      text += `${record(index, startedMs - seq * PING_SECONDS * 1_000, begins, next)}\n`;
    }
    this.bytes = Buffer.from(text, 'latin1');
  }

  /** Writes the records of a batch number: each number's thousand identities are its own. */
  fill(batch: number, nowMs: number): Buffer {
    const { bytes } = this;
    const block = batch % this.#blocks;
    const pass = Math.floor(batch / this.#blocks);
    const newPass = pass !== this.#pass;
    this.#pass = pass;
    // The same in all thousand: written once and copied.
    const who = digits(block, WIDTH.block, 48);
    const now = digits(nowMs, WIDTH.at, 32);
    for (let index = 0; index < BATCH_EVENTS; index++) {
      const at = this.#records[index] ?? 0;
      const firstSeq = this.#firstSeq[index] ?? 0;
      copy(bytes, at + OFFSET.viewer, who);
      copy(bytes, at + OFFSET.play, who);
      copy(bytes, at + OFFSET.at, now);
      if (firstSeq < 0) {
        put(bytes, at + OFFSET.pass, WIDTH.pass, pass, 48);
        copy(bytes, at + OFFSET.started, now);
      } else if (newPass) {
        const seq = firstSeq + pass;
        put(bytes, at + OFFSET.seq, WIDTH.seq, seq, 32);
        put(bytes, at + OFFSET.position, WIDTH.seconds, seq * PING_SECONDS, 32);
        put(bytes, at + OFFSET.from, WIDTH.seconds, (seq - 1) * PING_SECONDS, 32);
        put(bytes, at + OFFSET.played, WIDTH.seconds, seq * PING_SECONDS, 32);
      }
    }
    return bytes;
  }
}

/** Offsets of the numbers in a record, which stand first. */
const OFFSET = offsets();

function head(index: number, startedAtMs: number): string {
  const who = String(index).padStart(WIDTH.index, '0');
  return (
    `${HEAD_START}${'0'.repeat(WIDTH.block)}${who}${PLAY_START}${'0'.repeat(WIDTH.block)}${who}-${'0'.repeat(WIDTH.pass)}` +
    `","seq":${' '.repeat(WIDTH.seq - 1)}0,"at":${' '.repeat(WIDTH.at - 1)}0,"started_at":${String(startedAtMs).padStart(WIDTH.at)}` +
    `,"position_s":${' '.repeat(WIDTH.seconds - 1)}0`
  );
}

function offsets() {
  const text = head(0, 0);
  const play = text.indexOf(PLAY_START) + PLAY_START.length;
  const after = (name: string) => text.indexOf(`"${name}":`) + name.length + 3;
  const stretch = text.length + ',"from_s":'.length;
  return {
    viewer: HEAD_START.length,
    play,
    pass: play + WIDTH.block + WIDTH.index + 1,
    seq: after('seq'),
    at: after('at'),
    started: after('started_at'),
    position: after('position_s'),
    from: stretch,
    played: stretch + WIDTH.seconds + ',"played_s":'.length,
  };
}

function record(index: number, startedAtMs: number, begins: boolean, next: () => number): string {
  // The most watched title has some 17 % of the plays.
  const title = Math.min(TITLES - 1, Math.floor(TITLES ** next()) - 1);
  const place = Math.floor(COUNTRIES.length * next() ** 2);
  const pick = (from: readonly string[]) => from[Math.floor(next() * from.length)] ?? '';
  const stretch = begins
    ? ''
    : `,"from_s":${' '.repeat(WIDTH.seconds - 1)}0,"played_s":${' '.repeat(WIDTH.seconds - 1)}0`;
  const fields = {
    title_id: titleId(title),
    ...(isSeries(title) && { episode_id: episodeId(title, 1 + Math.floor(next() * EPISODES)) }),
    action: begins ? 'start' : 'ping',
    country: COUNTRIES[place],
    device: pick(DEVICES),
    audio: LANGUAGES[place],
    origin: pick(ORIGINS),
  };
  return `${head(index, startedAtMs)}${stretch},${JSON.stringify(fields).slice(1)}`;
}

function digits(value: number, width: number, fill: number): Uint8Array {
  const bytes = new Uint8Array(width);
  put(bytes, 0, width, value, fill);
  return bytes;
}

function copy(bytes: Uint8Array, at: number, from: Uint8Array): void {
  for (let i = 0; i < from.length; i++) bytes[at + i] = from[i] ?? 0;
}

/** Writes a whole number right-aligned, filled up on the left with a character (space or zero). */
function put(bytes: Uint8Array, at: number, width: number, value: number, fill: number): void {
  let left = value;
  for (let to = at + width - 1; to >= at; to--) {
    if (left === 0 && to < at + width - 1) bytes[to] = fill;
    else {
      const rest = Math.floor(left / 10);
      bytes[to] = 48 + (left - rest * 10);
      left = rest;
    }
  }
}
