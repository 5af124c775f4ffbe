import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';
import { namedRange } from '$lib/ui/range.ts';
import { titleCompletion } from '../../../../../sql/queries/completion.ts';
import { titleSummary } from '../../../../../sql/queries/summary.ts';
import { knownTitle } from '../known-title.ts';
import { chosenEpisode, episodeShape, roundedEpisode, stateOf } from './episodes.ts';
import { completionFindings } from './findings.ts';

export const load: PageServerLoad = async ({ locals, params, url, depends }) => {
  depends('ovation:figures');
  const { store, live, now } = locals.web;
  const nowMs = now();
  const title = await knownTitle(store, params.id);
  const [completion, summary, snapshot] = await Promise.all([
    titleCompletion(store, title.id, nowMs),
    // Completion is of the title's life, whatever the range.
    titleSummary(store, title.id, namedRange('life', nowMs, title.premiereMs), {}, nowMs),
    live.snapshot(`title:${title.id}`),
  ]);
  if (!completion || !summary) error(404, { message: 'This title was taken out of the catalogue just now.' });
  const { retention, ...rest } = completion;
  const episode = chosenEpisode(retention, url.searchParams.get('episode'));
  const { completion7d, completion28d } = summary.figures;
  return {
    title,
    state: stateOf(completion),
    findings: completionFindings(title.id, completion),
    completion: rest,
    completion7d,
    completion28d,
    episodes: retention.map(episodeShape),
    episode: episode && roundedEpisode(episode),
    live: snapshot,
  };
};
