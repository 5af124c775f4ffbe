/**
 * The store could not answer. `retryable` says whether the same statement may succeed later without being changed. The
 * engine's own error is not kept as the cause: it prints the whole statement.
 */
export class StoreError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly queryName: string;

  constructor(queryName: string, code: string, message: string) {
    super(`${queryName}: ${message}`);
    this.name = 'StoreError';
    this.queryName = queryName;
    this.code = code;
    this.retryable = !DATA_ERRORS.has(code);
  }

  /** The statement took more memory or time than it may: a part of what it works on may do. */
  get tooMuch(): boolean {
    return TOO_MUCH.has(this.code);
  }

  /** The same error, saying also what the statement was about. */
  about(what: string): StoreError {
    return new StoreError(`${this.queryName} ${what}`, this.code, this.message.slice(this.queryName.length + 2));
  }
}

const TOO_MUCH: ReadonlySet<string> = new Set([
  '159', // TIMEOUT_EXCEEDED
  '173', // CANNOT_ALLOCATE_MEMORY
  '241', // MEMORY_LIMIT_EXCEEDED
]);

/** Codes that blame the data or the statement: trying again changes nothing. Everything else (memory, network, timeouts, disk) may pass. */
const DATA_ERRORS: ReadonlySet<string> = new Set([
  '6', // CANNOT_PARSE_TEXT
  '27', // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  '32', // ATTEMPT_TO_READ_AFTER_EOF
  '33', // CANNOT_READ_ALL_DATA
  '36', // BAD_ARGUMENTS
  '38', // CANNOT_PARSE_DATE
  '41', // CANNOT_PARSE_DATETIME
  '43', // ILLEGAL_TYPE_OF_ARGUMENT
  '47', // UNKNOWN_IDENTIFIER
  '53', // TYPE_MISMATCH
  '60', // UNKNOWN_TABLE
  '62', // SYNTAX_ERROR
  '69', // ARGUMENT_OUT_OF_BOUND
  '72', // CANNOT_PARSE_NUMBER
  '117', // INCORRECT_DATA
  '128', // TOO_LARGE_ARRAY_SIZE
  '131', // TOO_LARGE_STRING_SIZE
  '691', // UNKNOWN_ELEMENT_OF_ENUM
]);
