/** The one connection of a page to the live feed, and the rooms it looks at. */
import { io, type Socket } from 'socket.io-client';
import { getContext, setContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { Patch, Room, Snapshot } from '../../../workers/contract/live.ts';
import type { Connection } from './pulse.ts';
import { applyPatch, fromSnapshot, type RoomState } from './room.ts';

interface ServerToClient {
  patches: (patches: Patch[]) => void;
}
interface ClientToServer {
  join: (room: Room, answer: (snapshot: Snapshot | null) => void) => void;
  leave: (room: Room) => void;
}

/** A snapshot that has not come after this long is asked for again. */
const SNAPSHOT_TIMEOUT_MS = 5_000;
/** A tab hidden for less keeps its connection: switching tabs to and fro costs nothing. */
const HIDDEN_GRACE_MS = 5_000;

/**
 * Lives as long as the layout. A hidden tab disconnects; when it is seen again, or the connection comes back, every room
 * asks for a snapshot, so the page catches up by itself.
 */
export class Live {
  #socket: Socket<ServerToClient, ClientToServer> | undefined;
  #rooms = new SvelteMap<Room, RoomState>();
  /** How many components look at a room. Nothing is drawn from it. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  #lookers = new Map<Room, number>();
  /** Rooms whose snapshot is on its way, with the patches that came meanwhile. Nothing is drawn from it. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  #waiting = new Map<Room, Patch[]>();
  #state = $state<Connection['state']>('connecting');
  #lostAtMs = $state<number | null>(null);
  #heardAtMs = $state<number | null>(null);
  #lastEventMs = $state<number | null>(null);
  /** Server clock minus this browser's, so that “1 s ago” is right on a machine whose clock is not. */
  #aheadMs: number | undefined;
  #hiddenTimer: ReturnType<typeof setTimeout> | undefined;

  get connection(): Connection {
    return { state: this.#state, lostAtMs: this.#lostAtMs, heardAtMs: this.#heardAtMs, lastEventMs: this.#lastEventMs };
  }

  /** Now, by the server's clock. */
  now(): number {
    return Date.now() + (this.#aheadMs ?? 0);
  }

  room(name: Room): RoomState | undefined {
    return this.#rooms.get(name);
  }

  /** Connects. Browser only. @returns the function that ends it. */
  start(): () => void {
    const socket: Socket<ServerToClient, ClientToServer> = io({
      transports: ['websocket', 'polling'],
      reconnectionDelayMax: 4000,
    });
    this.#socket = socket;
    socket.on('connect', () => {
      this.#state = 'live';
      this.#lostAtMs = null;
      this.#aheadMs = undefined;
      for (const room of this.#lookers.keys()) this.#ask(room);
    });
    socket.on('disconnect', () => {
      this.#waiting.clear();
      if (this.#state === 'paused') return;
      this.#state = 'reconnecting';
      this.#lostAtMs ??= this.now();
    });
    socket.io.on('reconnect_attempt', () => {
      if (this.#state === 'connecting') return;
      this.#state = 'reconnecting';
      this.#lostAtMs ??= this.now();
    });
    socket.on('patches', (patches) => {
      for (const patch of patches) this.#take(patch);
    });
    const onVisibility = () => (document.hidden ? this.#hide() : this.#show());
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      clearTimeout(this.#hiddenTimer);
      socket.close();
      this.#socket = undefined;
    };
  }

  /** Looks at a room until the returned function is called. */
  look(room: Room): () => void {
    const lookers = this.#lookers.get(room) ?? 0;
    this.#lookers.set(room, lookers + 1);
    if (lookers === 0 && this.#socket?.connected) this.#ask(room);
    return () => {
      const left = (this.#lookers.get(room) ?? 1) - 1;
      if (left > 0) {
        this.#lookers.set(room, left);
        return;
      }
      this.#lookers.delete(room);
      this.#waiting.delete(room);
      this.#rooms.delete(room);
      if (this.#socket?.connected) this.#socket.emit('leave', room);
    };
  }

  #ask(room: Room): void {
    if (this.#waiting.has(room)) return;
    this.#waiting.set(room, []);
    this.#socket?.timeout(SNAPSHOT_TIMEOUT_MS).emit('join', room, (error, snapshot) => {
      const meanwhile = this.#waiting.get(room);
      if (!meanwhile) return;
      this.#waiting.delete(room);
      if (error) {
        if (this.#socket?.connected && this.#lookers.has(room)) this.#ask(room);
        return;
      }
      if (!snapshot || !this.#lookers.has(room)) return;
      const state = fromSnapshot(snapshot);
      this.#rooms.set(room, state);
      this.#heard(state);
      for (const patch of meanwhile) this.#take(patch);
    });
  }

  #take(patch: Patch): void {
    const waiting = this.#waiting.get(patch.room);
    if (waiting) {
      waiting.push(patch);
      return;
    }
    const state = this.#rooms.get(patch.room);
    if (!state) return;
    const outcome = applyPatch(state, patch);
    if (outcome.kind === 'gap') this.#ask(patch.room);
    if (outcome.kind !== 'applied') return;
    this.#rooms.set(patch.room, outcome.state);
    // A patch leaves as it is made, so the fastest one tells the clocks' difference best. A snapshot may be old.
    const aheadMs = patch.asOfMs - Date.now();
    this.#aheadMs = this.#aheadMs === undefined ? aheadMs : Math.max(this.#aheadMs, aheadMs);
    this.#heard(outcome.state);
  }

  #heard(state: RoomState): void {
    this.#heardAtMs = state.asOfMs;
    if (state.lastEventMs !== null) this.#lastEventMs = Math.max(this.#lastEventMs ?? 0, state.lastEventMs);
  }

  #hide(): void {
    this.#hiddenTimer = setTimeout(() => {
      this.#state = 'paused';
      this.#socket?.disconnect();
    }, HIDDEN_GRACE_MS);
  }

  #show(): void {
    clearTimeout(this.#hiddenTimer);
    if (this.#state !== 'paused') return;
    this.#state = 'reconnecting';
    this.#lostAtMs = this.now();
    this.#socket?.connect();
  }
}

const KEY = Symbol('live');

export function provideLive(): Live {
  return setContext(KEY, new Live());
}

export function useLive(): Live {
  return getContext<Live>(KEY);
}
