import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';
import { titleCompletion } from '../../../../../sql/queries/completion.ts';
import { titleReception } from '../../../../../sql/queries/reception.ts';
import { roundedEpisode } from '../completion/episodes.ts';
import { knownTitle } from '../known-title.ts';
import { countedOf } from './counted.ts';
import { receptionFindings } from './findings.ts';
import { namedEpisode } from './places.ts';
import { courseOf, pointsOf, spanOf, spansOf, voicesOf } from './timeline.ts';

export const load: PageServerLoad = async ({ locals, params, url, depends }) => {
  depends('ovation:reception');
  const { store, live, now } = locals.web;
  // What the room says is read first: figures that are newer than it are read once more, older ones would stay.
  const [title, snapshot] = await Promise.all([knownTitle(store, params.id), live.snapshot(`title:${params.id}`)]);
  const [whole, completion] = await Promise.all([
    titleReception(store, title.id, now(), countedOf(url.searchParams.get('counted'))),
    titleCompletion(store, title.id, now()),
  ]);
  if (!whole || !completion) error(404, { message: 'This title was taken out of the catalogue just now.' });
  const { days: _days, hours: _hours, ...reception } = whole;
  const voices = voicesOf(url.searchParams.get('voices'));
  const spans = spansOf(whole, title.premiereMs);
  const span = spanOf(url.searchParams.get('span'), spans);
  const { retention } = completion;
  const episodeId = namedEpisode(whole.moments, retention, url.searchParams.get('episode'));
  const episode = retention.find((one) => one.episodeId === episodeId);
  return {
    title,
    findings: receptionFindings(whole),
    reception,
    course: courseOf(url.searchParams.get('course'), whole),
    voices,
    spans,
    span,
    points: pointsOf(whole, title.premiereMs, span, voices),
    episodes: retention.map(({ episodeId: id, number, name }) => ({ episodeId: id, number, name })),
    episodeId,
    episode: episode ? roundedEpisode(episode) : null,
    live: snapshot,
  };
};
