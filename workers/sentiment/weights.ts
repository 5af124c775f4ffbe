import { createHash } from 'node:crypto';
import { z } from 'zod';

/**
 * A file of weights: `OVSENT1\n`, the header's length (u32), the header (JSON, padded with spaces to four bytes), then the
 * features in ascending order (u32 each) and their weights (i16 each), polarity first, neutrality when it was learnt. Little-endian.
 */
const MAGIC = 'OVSENT1\n';

const header = z.object({
  language: z.string(),
  version: z.number().int(),
  /** What it was trained from. */
  provenance: z.array(z.object({ name: z.string(), rows: z.number().int(), licence: z.string() })),
  recipe: z.object({
    words: z.number().int(),
    characters: z.tuple([z.number().int(), z.number().int()]).readonly(),
    across: z.boolean(),
    negation: z.boolean(),
  }),
  calibration: z.object({
    slope: z.number(),
    centre: z.number(),
    neutral: z.number(),
    neutrality: z.number(),
    decided: z.number(),
  }),
  features: z.number().int().nonnegative(),
  /** What a step of the whole numbers is worth, and what is added to each sum; one or two. */
  outputs: z
    .array(z.object({ scale: z.number(), bias: z.number() }))
    .min(1)
    .max(2),
  /** SHA-256 of all that follows the header. */
  sha256: z.string(),
});

export type Header = Readonly<z.infer<typeof header>>;

export interface Weights {
  readonly header: Header;
  /** Ascending. */
  readonly features: Uint32Array;
  /** As many as outputs, each as long as `features`. */
  readonly steps: readonly Int16Array[];
}

/** A file of weights cannot be used. */
export class WeightsError extends Error {
  constructor(file: string, what: string) {
    super(`${file} ${what}. Train it again (ovation sentiment train), or remove it.`);
    this.name = 'WeightsError';
  }
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function encodeWeights(
  weights: Omit<Weights, 'header'> & { header: Omit<Header, 'sha256' | 'features'> },
): Buffer {
  const body = Buffer.concat([bytesOf(weights.features), ...weights.steps.map(bytesOf)]);
  const complete: Header = { ...weights.header, features: weights.features.length, sha256: sha256(body) };
  const json = Buffer.from(JSON.stringify(complete));
  const padded = Buffer.concat([json, Buffer.alloc((4 - ((MAGIC.length + 4 + json.length) % 4)) % 4, ' ')]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(padded.length);
  return Buffer.concat([Buffer.from(MAGIC), length, padded, body]);
}

/**
 * @param file its name, for errors
 * @throws WeightsError when it is another kind of file, of another version, or damaged
 */
export function decodeWeights(bytes: Buffer, file: string): Weights {
  const start = MAGIC.length + 4;
  if (bytes.length < start || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC)
    throw new WeightsError(file, 'holds no weights of this version of Ovation');
  const end = start + bytes.readUInt32LE(MAGIC.length);
  const parsed = header.safeParse(json(bytes.toString('utf8', start, end)));
  if (!parsed.success) throw new WeightsError(file, 'has a header that cannot be read');
  // A copy of its own: what was read may lie anywhere in a shared buffer, unaligned.
  const body = Uint8Array.from(bytes.subarray(end));
  const { features: count, outputs, sha256: expected } = parsed.data;
  if (body.length !== count * (4 + 2 * outputs.length) || sha256(body) !== expected)
    throw new WeightsError(file, 'is damaged: its checksum is another');
  return {
    header: parsed.data,
    features: new Uint32Array(body.buffer, 0, count),
    steps: outputs.map((_, output) => new Int16Array(body.buffer, count * (4 + 2 * output), count)),
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const bytesOf = (numbers: Uint32Array | Int16Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
