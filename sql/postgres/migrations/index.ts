import type { Migration } from '../migrate.ts';
import { apiKeys } from './001-api-keys.ts';
import { audit } from './002-audit.ts';
import { savedViews } from './003-saved-views.ts';
import { comparables } from './004-comparables.ts';
import { reports } from './005-reports.ts';
import { editScope } from './006-edit-scope.ts';
import { reportSchedules } from './007-report-schedules.ts';
import { reportChecks } from './008-report-checks.ts';
import { deliveryByHand } from './009-delivery-by-hand.ts';
import { filesAskedFor } from './010-files-asked-for.ts';

/** All changes of the control database, in order. Add one at the end; never edit one that was released. */
export const migrations: readonly Migration[] = [
  apiKeys,
  audit,
  savedViews,
  comparables,
  reports,
  editScope,
  reportSchedules,
  reportChecks,
  deliveryByHand,
  filesAskedFor,
];
