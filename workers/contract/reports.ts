/** What pages may ask the workers to do with reports. */
export interface ReportDesk {
  /** Seal the report of a week that has ended, where there is none yet; it is listed soon after. */
  build(order: { scope: string; week: string; zone: string }): Promise<void>;
  /** A mail server is set: without one mails wait. */
  readonly mails: boolean;
}
