import { assetEdits, assetEndpoint, assetsEndpoint } from './assets-endpoint.ts';
import { slateBuzzEndpoint, titleBuzzEndpoint } from './buzz-endpoint.ts';
import { compareEndpoint } from './compare-endpoint.ts';
import { completionEndpoint } from './completion-endpoint.ts';
import { slateAudienceEndpoint, titleAudienceEndpoint } from './audience-endpoint.ts';
import { definitionsEndpoint } from './definitions-endpoint.ts';
import type { EditEndpoint } from './edit-endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import { healthEndpoint } from './health-endpoint.ts';
import { launchEndpoint } from './launch-endpoint.ts';
import { liveEndpoint } from './live-endpoint.ts';
import { milestoneEdits, milestoneEndpoint, milestonesEndpoint } from './milestones-endpoint.ts';
import { receptionEndpoint } from './reception-endpoint.ts';
import { deliveriesEndpoint, reportEndpoint, reportFileEndpoint, reportsEndpoint } from './reports-endpoint.ts';
import { slateEndpoint } from './slate-endpoint.ts';
import { summaryEndpoint } from './summary-endpoint.ts';
import { titleEndpoint, titlesEndpoint } from './titles-endpoint.ts';

/** Every resource that is read by the API, as its description lists them. Each has a route under `web/routes/api/v1`. */
export const ENDPOINTS: readonly Pick<
  Endpoint,
  'path' | 'summary' | 'pathParameters' | 'query' | 'answer' | 'content'
>[] = [
  titlesEndpoint,
  titleEndpoint,
  summaryEndpoint,
  launchEndpoint,
  completionEndpoint,
  receptionEndpoint,
  titleBuzzEndpoint,
  slateBuzzEndpoint,
  titleAudienceEndpoint,
  slateEndpoint,
  compareEndpoint,
  slateAudienceEndpoint,
  liveEndpoint,
  assetsEndpoint,
  assetEndpoint,
  milestonesEndpoint,
  milestoneEndpoint,
  reportsEndpoint,
  deliveriesEndpoint,
  reportEndpoint,
  reportFileEndpoint,
  definitionsEndpoint,
  healthEndpoint,
];

/** Everything that is edited by the API. */
export const EDIT_ENDPOINTS: readonly Pick<
  EditEndpoint,
  'method' | 'path' | 'summary' | 'pathParameters' | 'body' | 'answer' | 'statuses'
>[] = [assetEdits, milestoneEdits].flatMap(({ make, put, remove }) => [make, put, remove]);
