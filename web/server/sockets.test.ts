import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LiveFeed, LiveFigures, Patch, Room, Snapshot } from '../../workers/contract/live.ts';
import type { ErrorBody } from './errors.ts';
import { gate } from './gate.ts';
import { allowedOrigins } from './origins.ts';
import { attachSockets, type LiveSockets } from './sockets.ts';

const FIGURES: LiveFigures = {
  concurrents: 1,
  startsPerMinute: 0,
  startsToday: 0,
  hoursToday: 0,
  hours: 0,
  views: null,
  viewers: 0,
  starters: 0,
  watchers: null,
  completers: null,
  servedAsOfMs: 0,
};

/** A feed of two rooms whose patches a test makes itself. */
class Feed implements LiveFeed {
  watched: ReadonlySet<Room> = new Set();
  version = 0;
  anyTitle = false;
  /** Holds snapshots back, so that patches can come in between. */
  hold: Promise<void> | undefined;
  readonly #listeners = new Set<(patches: readonly Patch[]) => void>();

  async snapshot(room: Room): Promise<Snapshot | null> {
    if (room !== 'slate' && room !== 'title:a' && !this.anyTitle) return null;
    const base = { epoch: 'e', version: this.version, asOfMs: 0, lastEventMs: null, minutes: [], rollup: 0, deep: 0 };
    await this.hold;
    return room === 'slate' ? { ...base, room, titles: {}, totals: FIGURES } : { ...base, room, figures: FIGURES };
  }

  onPatches(listener: (patches: readonly Patch[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setWatched(rooms: ReadonlySet<Room>): void {
    this.watched = rooms;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** One tick with one patch for each room. */
  tick(rooms: Room[] = ['slate', 'title:a'], filler = ''): void {
    const base = this.version;
    this.version += 1;
    const titles = filler === '' ? undefined : { [filler]: FIGURES };
    const patches = rooms.map((room): Patch => ({
      room,
      epoch: 'e',
      base,
      version: this.version,
      asOfMs: 0,
      ...(titles && { titles }),
    }));
    for (const listener of this.#listeners) listener(patches);
  }
}

const metrics = {
  observeRequest() {},
  socketsChanged() {},
  patchesSent() {},
  resyncAsked() {},
  render: () => Promise.reject(new Error('not here')),
};

let feed: Feed;
let server: Server;
let sockets: LiveSockets;
let port: number;
const clients: Socket[] = [];

beforeEach(async () => {
  feed = new Feed();
  server = createServer();
  sockets = attachSockets(server, { live: feed, metrics, log: pino({ level: 'silent' }), destroyUpgrade: true });
  gate(server, () => allowedOrigins(port, undefined));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await sockets.close();
});

async function connect(options: Parameters<typeof io>[1] = {}): Promise<Socket> {
  const client = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], reconnection: false, ...options });
  clients.push(client);
  await new Promise<void>((resolve, reject) => {
    client.once('connect', resolve);
    client.once('connect_error', reject);
  });
  return client;
}

const join = (client: Socket, room: unknown): Promise<[Snapshot | null, ErrorBody | undefined]> =>
  new Promise((resolve) =>
    client.emit('join', room, (snapshot: Snapshot | null, error?: ErrorBody) => resolve([snapshot, error])),
  );

/** The first request of a polling connection. */
const poll = (headers: Record<string, string>): Promise<[status: number | undefined, body: string]> =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/socket.io/?EIO=4&transport=polling', headers }, (response) => {
      text(response).then((body) => resolve([response.statusCode, body]), reject);
    }).on('error', reject);
  });

/** Collects the patches a client gets, packet by packet. */
function packetsOf(client: Socket): Patch[][] {
  const packets: Patch[][] = [];
  client.on('patches', (patches: Patch[]) => packets.push(patches));
  return packets;
}

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('live rooms', () => {
  it.each(['websocket', 'polling'])(
    'answers a join with a snapshot and then sends patches, over %s',
    async (transport) => {
      const client = await connect({ transports: [transport] });
      const packets = packetsOf(client);
      const [snapshot] = await join(client, 'title:a');
      expect(snapshot).toMatchObject({ room: 'title:a', epoch: 'e', version: 0 });
      feed.tick();
      feed.tick(['slate']);
      feed.tick(['title:a']);
      await until(() => packets.length === 2);
      expect(packets.map((patches) => patches.map((patch) => [patch.room, patch.version]))).toEqual([
        [['title:a', 1]],
        [['title:a', 3]],
      ]);
    },
  );

  it('sends what came while the snapshot was read, behind it', async () => {
    let release = () => {};
    feed.hold = new Promise((resolve) => (release = resolve));
    const client = await connect();
    const order: string[] = [];
    client.on('patches', (patches: Patch[]) => order.push(...patches.map((patch) => `patch ${patch.version}`)));
    client.emit('join', 'slate', (snapshot: Snapshot) => order.push(`snapshot ${snapshot.version}`));
    await until(() => feed.watched.has('slate'));
    feed.tick();
    feed.tick();
    release();
    await until(() => order.length === 3);
    feed.tick();
    await until(() => order.length === 4);
    expect(order).toEqual(['snapshot 0', 'patch 1', 'patch 2', 'patch 3']);
  });

  it('tells the feed which rooms somebody looks at', async () => {
    const client = await connect();
    await join(client, 'slate');
    await join(client, 'title:a');
    await until(() => feed.watched.size === 2);
    client.emit('leave', 'slate');
    await until(() => feed.watched.size === 1);
    expect([...feed.watched]).toEqual(['title:a']);
    client.close();
    await until(() => feed.watched.size === 0);
  });

  it('lets a leave win that overtakes the snapshot of its join', async () => {
    let release = () => {};
    feed.hold = new Promise((resolve) => (release = resolve));
    const client = await connect();
    const joined = join(client, 'slate');
    client.emit('leave', 'slate');
    await until(() => feed.watched.has('slate'));
    release();
    await joined;
    await until(() => feed.watched.size === 0);
  });

  it.each([
    ['title:unknown', 'title_not_found'],
    ['title:pop {C} corn', 'title_not_found'],
    ['title:', 'room_invalid'],
    ['title: a', 'room_invalid'],
    ['title:a\u0000', 'room_invalid'],
    ['somewhere', 'room_invalid'],
    [7, 'room_invalid'],
    [{ room: 'slate' }, 'room_invalid'],
    [null, 'room_invalid'],
  ])('answers a join of %j with %s', async (room, code) => {
    const [snapshot, error] = await join(await connect(), room);
    expect(snapshot).toBeNull();
    expect(error?.error.code).toBe(code);
  });

  it('lives through messages that are none of the contract', async () => {
    const client = await connect();
    client.emit('join');
    client.emit('join', 'slate');
    client.emit('join', 'slate', 'no function');
    client.emit('leave', { not: 'a room' });
    client.emit('patches', []);
    expect((await join(client, 'slate'))[0]).not.toBeNull();
  });

  it('limits the rooms of one connection, those being joined too', async () => {
    const client = await connect();
    feed.anyTitle = true;
    const answers = await Promise.all(Array.from({ length: 17 }, (_, i) => join(client, `title:${i}`)));
    expect(answers.map(([, error]) => error?.error.code)).toEqual([...Array(16).fill(undefined), 'too_many_rooms']);
    client.emit('leave', 'title:0');
    expect((await join(client, 'slate'))[0]).not.toBeNull();
  });

  it('takes a connection that does not read out of its room, and lets it catch up', async () => {
    const client = await connect();
    await join(client, 'slate');
    const packets = packetsOf(client);
    const raw = (client.io.engine.transport as unknown as { ws: { _socket: { pause(): void; resume(): void } } }).ws
      ._socket;
    raw.pause();
    // 100 KB a packet fills what the kernel holds for a local connection (some megabytes) within 200 ticks.
    const sent = 300;
    for (let i = 0; i < sent; i += 1) {
      feed.tick(['slate'], 'x'.repeat(100_000));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => feed.watched.has('slate'));
    raw.resume();
    await until(() => packets.at(-1)?.at(-1)?.version === sent);
    const got = packets.flat().map((patch) => patch.version);
    expect(got.length).toBeLessThan(sent);
    // Up to the gap nothing is missing; what follows it shows the gap.
    const gap = got.findIndex((version, index) => version !== index + 1);
    expect(got.slice(gap)).toEqual([sent]);
    feed.tick(['slate']);
    await until(() => packets.at(-1)?.at(-1)?.version === sent + 1);
  });

  it.each([{ origin: 'http://evil.example' }, { host: 'evil.example' }])(
    'refuses %j over either transport',
    async (headers) => {
      await expect(connect({ extraHeaders: headers })).rejects.toThrow('websocket error');
      const [status, body] = await poll(headers);
      expect(status).toBe(403);
      expect(JSON.parse(body)).toMatchObject({ error: { code: expect.stringMatching(/_not_allowed$/) as string } });
    },
  );

  it('takes its own pages over either transport', async () => {
    const headers = { origin: `http://127.0.0.1:${port}` };
    await expect(connect({ extraHeaders: headers })).resolves.toBeDefined();
    expect((await poll(headers))[0]).toBe(200);
  });

  it('refuses messages far larger than any of the contract', async () => {
    const client = await connect();
    const gone = new Promise((resolve) => client.once('disconnect', resolve));
    client.emit('join', 'x'.repeat(100_000), () => {});
    await gone;
  });

  it('closes while patches flow', async () => {
    const many = await Promise.all(Array.from({ length: 20 }, () => connect()));
    await Promise.all(many.map((client) => join(client, 'slate')));
    const ticking = setInterval(() => feed.tick(), 1);
    const startedAtMs = Date.now();
    await sockets.close();
    clearInterval(ticking);
    expect(Date.now() - startedAtMs).toBeLessThan(1_000);
    expect(server.listening).toBe(false);
    expect(feed.listeners).toBe(0);
    await until(() => many.every((client) => !client.connected));
  });
});
