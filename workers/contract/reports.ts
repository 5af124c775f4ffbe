/** The report of a week that somebody asks for: `week` its Monday, `zone` IANA. */
export interface ReportOrder {
  readonly scope: string;
  readonly week: string;
  readonly zone: string;
}

type OpenProgress =
  | { readonly state: 'building' }
  /** It cannot be built yet, and is tried again until it can. `why` in a sentence that says what it waits for. */
  | { readonly state: 'waiting'; readonly why: string };

/** An order whose report is on its way. */
export type OpenOrder = ReportOrder & OpenProgress;

/** What became of an order whose report is not there. */
export type OrderProgress =
  | OpenProgress
  /** `why` in a sentence that says what to do; null: only the log knows. */
  | { readonly state: 'failed'; readonly why: string | null }
  /** Nobody works on it: Ovation was started anew meanwhile. */
  | { readonly state: 'lost' };

/** What pages may ask the workers to do with reports. */
export interface ReportDesk {
  /** Seal the report of a week that has ended, where there is none yet; it is listed soon after. */
  build(order: ReportOrder): Promise<void>;
  /** @param sinceMs when it was ordered: an earlier failure is none of it. Rejects while the queues cannot be read. */
  progress(order: ReportOrder, sinceMs: number): Promise<OrderProgress>;
  /** The orders of pages and schedules whose reports are on their way. Rejects while the queues cannot be read. */
  open(): Promise<OpenOrder[]>;
  /** Make the files that are due; it is looked for them by itself too, later. */
  render(): Promise<void>;
  /** A mail server is set: without one mails wait. */
  readonly mails: boolean;
}
