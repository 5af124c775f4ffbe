import { StoreError } from '../../sql/clickhouse/errors.ts';

/**
 * What to do about a failed load: `data` — some row is refused, find it; `size` — too much at once, halve it; `later` — the
 * store is away or ill, or the fault is ours: try the same again.
 */
export type Remedy = 'data' | 'size' | 'later';

/** ClickHouse codes that blame a value. Codes that blame the statement or the schema are not here: no row is at fault. */
const BLAMES_DATA: ReadonlySet<string> = new Set([
  '6', // CANNOT_PARSE_TEXT
  '27', // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  '32', // ATTEMPT_TO_READ_AFTER_EOF
  '33', // CANNOT_READ_ALL_DATA
  '38', // CANNOT_PARSE_DATE
  '41', // CANNOT_PARSE_DATETIME
  '69', // ARGUMENT_OUT_OF_BOUND
  '72', // CANNOT_PARSE_NUMBER
  '117', // INCORRECT_DATA
  '128', // TOO_LARGE_ARRAY_SIZE
  '131', // TOO_LARGE_STRING_SIZE
  '153', // ILLEGAL_DIVISION
  '321', // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
  '395', // FUNCTION_THROW_IF_VALUE_IS_NON_ZERO
  '407', // DECIMAL_OVERFLOW
  '469', // VIOLATED_CONSTRAINT
  '691', // UNKNOWN_ELEMENT_OF_ENUM
]);

export function remedyFor(error: unknown): Remedy {
  if (!(error instanceof StoreError)) return 'later';
  if (BLAMES_DATA.has(error.code)) return 'data';
  if (error.tooMuch) return 'size';
  return 'later';
}
