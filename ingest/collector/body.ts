import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { constants, gunzip, zstdDecompress } from 'node:zlib';
import type { BodyCoding } from './content.ts';
import { RequestRefused, SenderGone } from './refused.ts';

/** Bytes of a body, as sent and again when unpacked. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Window of 32 MiB: all that `zstd -19` asks for; a frame may otherwise demand gigabytes before its first byte. */
const ZSTD_MAX_WINDOW_LOG = 25;

/** Bytes that all requests together may hold while they are read; beyond it senders are asked to wait. */
const MAX_HELD_BYTES = 256 * 1024 * 1024;

const gunzipAsync = promisify(gunzip);
const zstdDecompressAsync = promisify(zstdDecompress);

/** Keeps count of the bytes that bodies being read hold in memory. */
export class BodyReader {
  #heldBytes = 0;

  /**
   * The whole body, unpacked: valid UTF-8, 16 MiB at most. `release` gives its memory back to the count.
   * @throws RequestRefused 400, 413 or 503; SenderGone
   */
  async read(request: IncomingMessage, coding: BodyCoding): Promise<{ body: Buffer; release: () => void }> {
    if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
    let held = 0;
    const release = () => {
      this.#heldBytes -= held;
      held = 0;
    };
    const hold = (bytes: number) => {
      held += bytes;
      this.#heldBytes += bytes;
    };
    try {
      const sent = await this.#collect(request, hold);
      const body = coding === 'identity' ? sent : await unpack(sent, coding);
      if (body !== sent) hold(body.length);
      if (!isUtf8(body)) throw new RequestRefused(400, 'utf8', 'The body is not valid UTF-8.');
      return { body, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  #collect(request: IncomingMessage, hold: (bytes: number) => void): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const fail = (error: Error) => {
        request.off('data', onData);
        reject(error);
      };
      const onData = (chunk: Buffer) => {
        bytes += chunk.length;
        hold(chunk.length);
        if (bytes > MAX_BODY_BYTES) return fail(tooLarge());
        if (this.#heldBytes > MAX_HELD_BYTES) {
          return fail(
            new RequestRefused(503, 'busy', 'Too many bodies are being read at once; send again in a moment.', {
              retryAfterSeconds: 1,
            }),
          );
        }
        chunks.push(chunk);
      };
      request.on('data', onData);
      request.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
      request.once('error', () => reject(new SenderGone()));
      request.once('close', () => {
        if (!request.complete) reject(new SenderGone());
      });
    });
  }
}

async function unpack(sent: Buffer, coding: Exclude<BodyCoding, 'identity'>): Promise<Buffer> {
  // An empty body is an empty body, however it says it is packed.
  if (sent.length === 0) return sent;
  try {
    const unpacked =
      coding === 'gzip'
        ? await gunzipAsync(sent, { maxOutputLength: MAX_BODY_BYTES })
        : await zstdDecompressAsync(sent, {
            maxOutputLength: MAX_BODY_BYTES,
            params: { [constants.ZSTD_d_windowLogMax]: ZSTD_MAX_WINDOW_LOG },
          });
    return unpacked as Buffer;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new RequestRefused(400, 'content_encoding', `The body is not whole ${coding} data.`, { cause: error });
  }
}

function tooLarge(): RequestRefused {
  return new RequestRefused(413, 'body_too_large', 'The body is larger than 16 MiB, as sent or unpacked.', {
    hint: 'Send it in several requests.',
  });
}
