/** A rendering of a report could not be made. The message says why and what to do, in a sentence for a page. */
export class RenderError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'RenderError';
  }
}
