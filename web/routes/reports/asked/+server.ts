import { askedReport } from '../../../server/reports/asked.ts';

export const GET = askedReport;
