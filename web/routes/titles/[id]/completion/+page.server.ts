import { error } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';
import { namedRange } from '$lib/ui/range.ts';
import { titleCompletion } from '../../../../../sql/queries/completion.ts';
import { filterOptions } from '../../../../../sql/queries/launch-segments.ts';
import { titleSummary } from '../../../../../sql/queries/summary.ts';
import { filterIn } from '../../../../server/api/filter-parameters.ts';
import { segmentOf } from '../../../../server/saved/segment.ts';
import { savedViewActions, savedViews } from '../../../../server/saved/views.ts';
import { countingOf } from '../counting.ts';
import { knownTitle } from '../known-title.ts';
import { chosenEpisode, episodeShape, roundedEpisode, stateOf } from './episodes.ts';
import { completionFindings } from './findings.ts';

export const load: PageServerLoad = async ({ locals, params, url, depends }) => {
  depends('ovation:figures');
  const { store, live, now } = locals.web;
  const nowMs = now();
  // What the room says is read first: figures that are newer than it are read once more, older ones would stay.
  const [title, snapshot] = await Promise.all([knownTitle(store, params.id), live.snapshot(`title:${params.id}`)]);
  const filter = filterIn(url.searchParams, { together: false });
  const [counting, completion, summary, options, segments] = await Promise.all([
    countingOf(store, title.id, nowMs),
    titleCompletion(store, title.id, nowMs, filter),
    // Completion is of the title's life, whatever the range.
    titleSummary(store, title.id, namedRange('life', nowMs, title.premiereMs), filter, nowMs),
    filterOptions(store, title.id, nowMs),
    savedViews(locals.web, 'segment'),
  ]);
  if (!completion || !summary) error(404, { message: 'This title was taken out of the catalogue just now.' });
  const { retention, ...rest } = completion;
  const episode = chosenEpisode(retention, url.searchParams.get('episode'));
  const { completion7d, completion28d } = summary.figures;
  return {
    title,
    state: stateOf(completion),
    counting,
    findings: counting === null ? completionFindings(title.id, completion) : [],
    completion: rest,
    completion7d,
    completion28d,
    episodes: retention.map(episodeShape),
    episode: episode && roundedEpisode(episode),
    options,
    segments,
    live: snapshot,
  };
};

export const actions: Actions = savedViewActions('segment', segmentOf);
