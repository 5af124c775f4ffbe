/** Why a whole request is not taken; nothing of it was kept. */
export class RequestRefused extends Error {
  readonly status: number;
  readonly code: string;
  /** What the sender can do about it, when the message alone does not say. */
  readonly hint: string | undefined;
  /** Seconds after which to try again; 429 and 503 always have it. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { hint?: string; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = 'RequestRefused';
    this.status = status;
    this.code = code;
    this.hint = more.hint;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }

  /** The one shape every error of this port has. */
  toBody(): string {
    const { code, message, hint } = this;
    return JSON.stringify({ error: hint === undefined ? { code, message } : { code, message, hint } });
  }
}

/** The sender hung up before its body was whole: there is nobody to answer. */
export class SenderGone extends Error {
  constructor() {
    super('The sender closed the connection before its request was whole.');
    this.name = 'SenderGone';
  }
}
