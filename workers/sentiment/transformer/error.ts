/** The transformer cannot be used. The message says what is missing or wrong, and what to do. */
export class TransformerError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'TransformerError';
  }
}
