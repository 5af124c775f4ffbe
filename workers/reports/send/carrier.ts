/** A try to send failed. The message says why and what to do, in a sentence for the log of deliveries; it holds no secret. */
export class SendError extends Error {
  /** Trying again would fail in the same way. */
  readonly permanent: boolean;

  constructor(message: string, options: { permanent: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'SendError';
    this.permanent = options.permanent;
  }
}

/** What others say of themselves, on one short line. */
export const quoted = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().slice(0, 200);
