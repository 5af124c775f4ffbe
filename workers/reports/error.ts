/** Why there is no report. The message says what to do. */
export class ReportError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ReportError';
  }
}

/** A report cannot be sealed yet: the message says what is waited for. Asked again later, it can. */
export class NotYetError extends ReportError {
  constructor(message: string) {
    super(message);
    this.name = 'NotYetError';
  }
}
