import { countCsvRows } from './csv.ts';
import { importerOf } from './importers.ts';
import { type Receiver, type Rejection, sendBatch } from './send.ts';
import type { ImportSummary, RejectedRow } from './summary.ts';
import { type Importer, type ImportItem, ImportFileError, type ImportOptions, type WireRecord } from './types.ts';

export interface ImportProgress {
  readonly file: string;
  readonly rowsDone: number;
  readonly rowsTotal: number;
  readonly recordsSent: number;
}

export interface ImportRequest extends Receiver, ImportOptions {
  readonly kind: string;
  /** Reads the files; without it, the one of the kind. */
  readonly importer?: Importer;
  readonly files: readonly string[];
  /** Reads and reports without sending. */
  readonly dryRun?: boolean;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Milliseconds of a clock that only runs forward. */
  readonly now?: () => number;
}

/** About a megabyte of records: far under the collector's 16 MiB, and enough that one fsync is shared by many. */
const BATCH_RECORDS = 2_000;
const SHOWN_REJECTIONS = 10;
const SHOWN_RECORDS = 5;

/** A record on its way, with the row it came from. */
interface Sent {
  readonly record: WireRecord;
  readonly item: ImportItem;
}

/**
 * Imports files of one kind, in the order given. All files are checked before the first record is sent, so that a wrong
 * name in a list leaves nothing half done.
 * @throws ImportFileError for a wrong kind or file, ImportSendError when the collector refuses or stays away.
 */
export async function runImport(request: ImportRequest): Promise<ImportSummary> {
  const now = request.now ?? (() => performance.now());
  const startedMs = now();
  const importer = request.importer ?? importerOf(request.kind);
  if (request.files.length === 0) throw new ImportFileError('Name at least one file to import.');
  const summary = emptySummary(request);
  const rowsOf = new Map<string, number>();
  for (const file of new Set(request.files)) rowsOf.set(file, await checkFile(file, importer, request));
  for (const [file, rowsTotal] of rowsOf) {
    summary.rows += rowsTotal;
    await importFile(file, rowsTotal, importer.read(file, request), summary, request);
  }
  summary.hoursViewed = summary.playedSeconds / 3600;
  summary.durationMs = now() - startedMs;
  return summary;
}

/** Reads one item, which is enough to find a wrong file, and counts the rows. */
async function checkFile(file: string, importer: Importer, request: ImportRequest): Promise<number> {
  for await (const item of importer.read(file, request)) {
    if (item.outcome !== 'remark') break;
  }
  const rows = await (importer.countRows?.(file) ?? countCsvRows(file));
  if (rows === 0) throw new ImportFileError(`${file} has column names but no rows.`);
  return rows;
}

async function importFile(
  file: string,
  rowsTotal: number,
  items: AsyncIterable<ImportItem>,
  summary: ImportSummary,
  request: ImportRequest,
): Promise<void> {
  let batch: Sent[] = [];
  let rowsDone = 0;
  let recordsSent = 0;
  const flush = async () => {
    const sending = batch;
    batch = [];
    if (sending.length === 0) return;
    const rejections =
      request.dryRun === true
        ? []
        : await sendBatch(
            sending.map(({ record }) => record),
            request,
          );
    recordsSent += sending.length;
    noteRejections(file, sending, rejections, summary);
    request.onProgress?.({ file, rowsDone, rowsTotal, recordsSent });
  };
  for await (const item of items) {
    count(item, summary);
    if (item.outcome !== 'catalog' && item.outcome !== 'remark') rowsDone = item.row;
    if (!('records' in item)) continue;
    for (const record of item.records) batch.push({ record, item });
    // Only between rows, so that all records of a row are in one batch and a rejection finds them together.
    if (batch.length >= BATCH_RECORDS) await flush();
  }
  await flush();
}

function count(item: ImportItem, summary: ImportSummary): void {
  if (item.outcome === 'skipped') return add(summary.skipped, item.reason);
  if (item.outcome === 'remark') return add(summary.remarks, item.remark);
  if (item.outcome === 'promo') summary.promo += 1;
  if (item.outcome === 'taken') {
    summary.taken += 1;
    summary.playedSeconds += item.playedSeconds;
  }
  summary.records += item.records.length;
  summary.catalog += item.records.filter((record) => record.type === 'catalog').length;
  const isShown =
    summary.firstRecords.length < SHOWN_RECORDS && (item.outcome !== 'catalog' || summary.firstRecords.length < 2);
  if (isShown) summary.firstRecords.push(...item.records.slice(0, 2));
}

/** A row with a rejected record is taken back from what was counted as taken. */
function noteRejections(
  file: string,
  sent: readonly Sent[],
  rejections: readonly Rejection[],
  summary: ImportSummary,
): void {
  const takenBack = new Set<ImportItem>();
  for (const { index, code, message } of rejections) {
    const item = sent[index]?.item;
    if (item === undefined) continue;
    add(summary.rejected, code);
    if (summary.rejections.length < SHOWN_REJECTIONS) summary.rejections.push(rejectedRow(file, item, code, message));
    if (takenBack.has(item) || item.outcome === 'catalog') continue;
    takenBack.add(item);
    summary.rejectedRows += 1;
    if (item.outcome === 'promo') summary.promo -= 1;
    if (item.outcome === 'taken') {
      summary.taken -= 1;
      summary.playedSeconds -= item.playedSeconds;
    }
  }
}

const rejectedRow = (file: string, item: ImportItem, code: string, message: string): RejectedRow => ({
  file,
  row: 'row' in item ? item.row : null,
  code,
  message,
});

const add = (counts: Record<string, number>, name: string) => void (counts[name] = (counts[name] ?? 0) + 1);

function emptySummary(request: ImportRequest): ImportSummary {
  return {
    kind: request.kind,
    files: request.files,
    dryRun: request.dryRun === true,
    rows: 0,
    taken: 0,
    promo: 0,
    skipped: {},
    rejectedRows: 0,
    rejected: {},
    rejections: [],
    remarks: {},
    catalog: 0,
    records: 0,
    playedSeconds: 0,
    hoursViewed: 0,
    durationMs: 0,
    firstRecords: [],
  };
}
