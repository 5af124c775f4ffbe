/** A job cannot be done yet, and nothing is wrong: the message says what is waited for. Asked again later, it can. */
export class NotYetError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotYetError';
  }
}
