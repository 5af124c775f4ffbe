/** The spool holds as much as it may. Nothing of the batch was kept; the sender should try again later (503). */
export class SpoolFullError extends Error {
  constructor(usedBytes: number, maxBytes: number) {
    super(
      `The spool holds ${megabytes(usedBytes)} MB of rows waiting for the store and may hold ${megabytes(maxBytes)} MB: ` +
        'send again later, and look at Data health for why the store is not loading.',
    );
    this.name = 'SpoolFullError';
  }
}

/** The disk refused a write. Nothing of the batch counts; the sender should try again later (503). */
export class SpoolFailedError extends Error {
  constructor(folder: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `The spool could not write to ${folder} (${reason}): send again later, and free space on that disk or mend it.`,
      {
        cause,
      },
    );
    this.name = 'SpoolFailedError';
  }
}

/** Another process writes to the folder: two would cut each other's segments. */
export class SpoolBusyError extends Error {
  constructor(folder: string) {
    super(`Another process still writes to the spool ${folder}: stop it first.`);
    this.name = 'SpoolBusyError';
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_000_000);
}
