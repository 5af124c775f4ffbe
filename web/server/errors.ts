/** The one error shape of the web server, its API and its sockets: what went wrong and what to do about it. */
export interface ErrorBody {
  error: { code: string; message: string; hint: string };
}

/** An error that a reader of the API is told about. `message` says what happened, `hint` what to do next. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string;

  constructor(status: number, code: string, message: string, hint: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.hint = hint;
  }

  get body(): ErrorBody {
    return { error: { code: this.code, message: this.message, hint: this.hint } };
  }
}

/** The port is taken by another program. */
export class PortBusyError extends Error {
  constructor(port: number, variable = 'PORT') {
    super(`Port ${port} is in use by another program: stop it, or set ${variable} to a free one.`);
    this.name = 'PortBusyError';
  }
}

/** The pages are not built and cannot be built here. */
export class PagesMissingError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'PagesMissingError';
  }
}
