import type { Server as HttpServer } from 'node:http';
import type { Logger } from 'pino';
import { Server, type Socket } from 'socket.io';
import { z } from 'zod';
import { ID } from '../../ingest/contract/id.ts';
import type { LiveFeed, Patch, Room, Snapshot } from '../../workers/contract/live.ts';
import type { ErrorBody } from './errors.ts';
import type { WebMetrics } from './metrics.ts';

/** Null with the reason when there is no such room. A room that cannot be read now is not answered: the page asks again. */
type JoinAnswer = (snapshot: Snapshot | null, error?: ErrorBody) => void;

interface ClientEvents {
  join(room: unknown, ack: unknown): void;
  leave(room: unknown): void;
}

interface ServerEvents {
  patches(patches: readonly Patch[]): void;
}

interface SocketData {
  /** Rooms joined or being joined: a leave that overtakes its join's snapshot takes effect. */
  wanted: Set<Room>;
  /** Rooms taken from a connection that lags, with the newest patch it missed. */
  behind: Map<Room, Patch>;
}

type LiveSocket = Socket<ClientEvents, ServerEvents, Record<string, never>, SocketData>;

export interface LiveSockets {
  close(): Promise<void>;
}

/** A page looks at the slate or at a title; a comparison at up to six titles. */
const MAX_ROOMS = 16;

/** A tick is 250 ms: a connection with more packets than this unsent is some 15 s behind, and a snapshot is cheaper. */
const LAGGING_PACKETS = 64;

/** A join message is a hundred bytes; the default of 1 MB would let a client make the server parse it. */
const MAX_MESSAGE_BYTES = 16 * 1024;

const TITLE_ROOM = 'title:';

const roomSchema = z.custom<Room>(
  (asked) =>
    asked === 'slate' ||
    (typeof asked === 'string' && asked.startsWith(TITLE_ROOM) && ID.test(asked.slice(TITLE_ROOM.length))),
);

/**
 * The live side of the web server: rooms with a snapshot at join and versioned patches after it, one packet a room a
 * tick. A connection that lags is taken out of its room until it has caught up; then the newest patch tells it that some
 * are missing, and the page asks for a new snapshot as after any gap.
 */
export function attachSockets(
  server: HttpServer,
  parts: { live: LiveFeed; metrics: WebMetrics; log: Logger; destroyUpgrade: boolean },
): LiveSockets {
  const { live, metrics, log } = parts;
  const io = new Server<ClientEvents, ServerEvents, Record<string, never>, SocketData>(server, {
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    destroyUpgrade: parts.destroyUpgrade,
    // Patches are small and frequent: compressing them costs more than it saves on a local line.
    perMessageDeflate: false,
  });
  const rooms = io.of('/').adapter.rooms;
  /** Patches that arrive while a snapshot is being read, for who waits for it. */
  const joining = new Map<Room, Set<Patch[]>>();
  const lagging = new Set<LiveSocket>();

  const watch = coalesced(() => live.setWatched(watchedRooms()));
  const stopPatches = live.onPatches((patches) => {
    for (const [room, batch] of byRoom(patches)) {
      for (const kept of joining.get(room) ?? []) kept.push(...batch);
      const newest = batch.at(-1);
      for (const socket of lagging) if (newest && socket.data.behind.has(room)) socket.data.behind.set(room, newest);
      if (!rooms.has(room)) continue;
      io.to(room).emit('patches', batch);
      metrics.patchesSent(1);
      if (newest) takeOutLagging(room, newest);
    }
  });

  /** Also the rooms that are being joined, and those a lagging connection comes back to. */
  function watchedRooms(): ReadonlySet<Room> {
    const behind = [...lagging].flatMap((socket) => [...socket.data.behind.keys()]);
    return new Set([...rooms.keys()].filter(isRoom).concat([...joining.keys()], behind));
  }

  function takeOutLagging(room: Room, newest: Patch): void {
    for (const id of rooms.get(room) ?? []) {
      const socket = io.of('/').sockets.get(id);
      if (!socket || unsentPackets(socket) < LAGGING_PACKETS) continue;
      void socket.leave(room);
      socket.data.behind.set(room, newest);
      if (lagging.has(socket)) continue;
      lagging.add(socket);
      socket.conn.once('drain', () => catchUp(socket));
    }
  }

  function catchUp(socket: LiveSocket): void {
    lagging.delete(socket);
    for (const [room, newest] of socket.data.behind) {
      if (!socket.data.wanted.has(room)) continue;
      void socket.join(room);
      socket.emit('patches', [newest]);
      metrics.resyncAsked();
    }
    socket.data.behind.clear();
  }

  async function join(socket: LiveSocket, room: Room, answer: JoinAnswer): Promise<void> {
    const missed: Patch[] = [];
    const waiting = joining.get(room) ?? new Set<Patch[]>();
    joining.set(room, waiting.add(missed));
    watch();
    try {
      const snapshot = await live.snapshot(room);
      if (!snapshot) {
        socket.data.wanted.delete(room);
        return answer(null, unknownRoom(room));
      }
      // In one turn, so that no patch comes between the snapshot and what follows it.
      if (socket.connected && socket.data.wanted.has(room)) void socket.join(room);
      answer(snapshot);
      const later = missed.filter((patch) => patch.epoch === snapshot.epoch && patch.version > snapshot.version);
      if (later.length > 0) socket.emit('patches', later);
    } finally {
      waiting.delete(missed);
      if (waiting.size === 0) joining.delete(room);
      watch();
    }
  }

  io.on('connection', (socket) => {
    socket.data.wanted = new Set();
    socket.data.behind = new Map();
    metrics.socketsChanged(io.engine.clientsCount);
    socket.on('join', (asked, ack) => {
      if (typeof ack !== 'function') return;
      const answer = ack as JoinAnswer;
      const room = roomSchema.safeParse(asked);
      if (!room.success) return answer(null, badRoom());
      const { wanted } = socket.data;
      if (!wanted.has(room.data) && wanted.size >= MAX_ROOMS) return answer(null, tooManyRooms());
      wanted.add(room.data);
      join(socket, room.data, answer).catch((error: unknown) => {
        wanted.delete(room.data);
        log.error({ err: error, room: room.data }, 'a live room could not be opened');
      });
    });
    socket.on('leave', (asked) => {
      const room = roomSchema.safeParse(asked);
      if (!room.success) return;
      socket.data.wanted.delete(room.data);
      void socket.leave(room.data);
      watch();
    });
    socket.on('disconnect', () => {
      lagging.delete(socket);
      metrics.socketsChanged(io.engine.clientsCount);
      watch();
    });
  });

  return {
    async close() {
      stopPatches();
      io.disconnectSockets(true);
      await io.close();
    },
  };
}

function byRoom(patches: readonly Patch[]): Map<Room, Patch[]> {
  return Map.groupBy(patches, (patch) => patch.room);
}

/** Every socket is also in a room of its own id: only the rooms of the contract count. */
const isRoom = (name: string): name is Room => name === 'slate' || name.startsWith('title:');

/** Packets that the connection has not taken yet. */
function unsentPackets(socket: LiveSocket): number {
  // The engine's own queue: it grows only while the transport is not writable.
  return (socket.conn as unknown as { writeBuffer: readonly unknown[] }).writeBuffer.length;
}

/** Many joins and leaves of one turn cause one call. */
function coalesced(run: () => void): () => void {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    setImmediate(() => {
      due = false;
      run();
    });
  };
}

const refusedJoin = (code: string, message: string, hint: string): ErrorBody => ({ error: { code, message, hint } });

const unknownRoom = (room: Room): ErrorBody =>
  refusedJoin('title_not_found', `There is no title "${room.slice('title:'.length)}".`, 'Open it from the slate.');

const badRoom = (): ErrorBody =>
  refusedJoin('room_invalid', 'That is not a room.', 'Join "slate" or "title:" followed by the id of a title.');

const tooManyRooms = (): ErrorBody =>
  refusedJoin('too_many_rooms', `One connection may be in ${MAX_ROOMS} rooms.`, 'Leave a room before joining another.');
