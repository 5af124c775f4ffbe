import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { hashHex, hashOf, type People, type Role } from '../contract/people.ts';
import type { RejectionCode } from '../contract/rejection.ts';
import { KNOWN_FIELDS, SHAPE_NAMES, shapeOf } from '../contract/shapes.ts';

/** A record that was not accepted, as it is kept: without plain ids of people, and without fields nobody asked for. */
export const deadLetterSchema = z.object({
  /** 1 once it was sent again and accepted. First in its line, so that one byte in place marks it. */
  replayed: z.union([z.literal(0), z.literal(1)]),
  /** The same record refused for the same reason twice has one id. */
  id: z.string(),
  /** When it was refused, milliseconds since the epoch. */
  atMs: z.number(),
  code: z.string(),
  message: z.string(),
  family: z.string().nullable(),
  /** Key it was sent with; for rows that the store refused, absent. */
  keyId: z.string().nullable(),
  /** The record with hashed people; null when its line was no JSON object. */
  record: z.record(z.string(), z.unknown()).nullable(),
  /** The typed row, when the store refused it after it was accepted. */
  row: z.record(z.string(), z.unknown()).nullable(),
});

export type DeadLetter = z.infer<typeof deadLetterSchema>;

/** Which fields name a person, and how each is hashed. */
export const PERSON_FIELDS: ReadonlyMap<string, Role> = new Map(
  SHAPE_NAMES.flatMap((shapeName) =>
    Object.entries(shapeOf(shapeName).fields).flatMap(([name, field]): [string, Role][] =>
      field.kind === 'person' ? [[name, field.role]] : [],
    ),
  ),
);

/** A rejected record as a dead letter. `value` is what the line held, undefined when it was no JSON. */
export function letterOf(
  rejected: { code: RejectionCode; message: string; value: unknown },
  context: { people: People; keyId: string; nowMs: number },
): DeadLetter {
  const record = withoutPeople(rejected.value, context.people);
  const type = record?.type;
  return {
    replayed: 0,
    id: idOf(rejected.code, record),
    atMs: context.nowMs,
    code: rejected.code,
    message: rejected.message,
    family: typeof type === 'string' ? type.slice(0, 64) : null,
    keyId: context.keyId,
    record,
    row: null,
  };
}

/** A row that the store refused after it was accepted, as a dead letter: for a person to look at, never sent again. */
export function letterOfRow(
  refused: { family: string; row: Record<string, unknown>; error: Error },
  nowMs: number,
): DeadLetter {
  return {
    replayed: 0,
    id: idOf('store_refused', refused.row),
    atMs: nowMs,
    code: 'store_refused' satisfies RejectionCode,
    message: refused.error.message.slice(0, 1000),
    family: refused.family,
    keyId: null,
    record: null,
    row: refused.row,
  };
}

function idOf(code: string, content: Record<string, unknown> | null): string {
  if (content === null) return randomBytes(8).toString('hex');
  return createHash('sha256').update(code).update(JSON.stringify(content)).digest('hex').slice(0, 16);
}

/** Only fields of the contract are kept, people hashed; anything nested where nothing may be nested is left out. */
function withoutPeople(value: unknown, people: People): Record<string, unknown> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const kept: [string, unknown][] = [];
  for (const [name, sent] of Object.entries(value)) {
    if (!KNOWN_FIELDS.has(name)) continue;
    const role = PERSON_FIELDS.get(name);
    kept.push([name, role === undefined ? plain(sent) : hashed(sent, role, people)]);
  }
  return Object.fromEntries(kept);
}

function hashed(sent: unknown, role: Role, people: People): { hash: string } | null {
  if (typeof sent === 'object' && sent !== null && 'hash' in sent)
    return typeof sent.hash === 'string' && /^[0-9a-f]{16}$/.test(sent.hash) ? { hash: sent.hash } : null;
  if (typeof sent !== 'string' && typeof sent !== 'number') return null;
  const hash = hashOf(people, role, String(sent));
  return hash === null ? null : { hash: hashHex(hash) };
}

function plain(sent: unknown): unknown {
  if (Array.isArray(sent)) return sent.filter((item) => typeof item !== 'object');
  return typeof sent === 'object' ? null : sent;
}
