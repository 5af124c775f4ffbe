import { z } from 'zod';
import type { Milestone, TitleDetail, TitleInfo } from '../../../sql/queries/read-model.ts';
import { instant, instantOrNull, instantSchema } from './figure.ts';

export const titleSchema = z.object({
  id: z.string(),
  name: z.string().describe('of the film or show'),
  form: z.string().describe('film, series, documentary…'),
  show: z.string(),
  season: z.int().nullable().describe('null for films'),
  genres: z.array(z.string()),
  stage: z.enum(['development', 'pre-production', 'production', 'post-production', 'marketing', 'released', 'unknown']),
  premiere_at: instantSchema.nullable(),
  runtime_s: z.number().nullable().describe('of the film, or of all its episodes'),
  runtime_estimated: z.boolean(),
  episodes: z.int(),
  hub: z.string(),
  simulated: z.boolean().describe('its audience is made up by the demo'),
});

export const milestoneSchema = z.object({
  id: z.string(),
  form: z.string(),
  name: z.string(),
  at: instantSchema,
  note: z.string(),
});

export const titleDetailSchema = titleSchema.extend({
  milestones: z.array(milestoneSchema),
  episode_list: z.array(
    z.object({
      id: z.string(),
      number: z.int(),
      name: z.string(),
      runtime_s: z.number().nullable(),
      runtime_estimated: z.boolean(),
      available_at: instantSchema.nullable(),
    }),
  ),
});

export function titleAnswer(title: TitleInfo): z.input<typeof titleSchema> {
  return {
    id: title.id,
    name: title.name,
    form: title.form,
    show: title.show,
    season: title.season,
    genres: title.genres,
    stage: title.stage,
    premiere_at: instantOrNull(title.premiereMs),
    runtime_s: title.runtimeSeconds,
    runtime_estimated: title.runtimeEstimated,
    episodes: title.episodes,
    hub: title.hub,
    simulated: title.simulated,
  };
}

export const milestoneAnswer = ({ id, form, name, atMs, note }: Milestone): z.input<typeof milestoneSchema> => ({
  id,
  form,
  name,
  at: instant(atMs),
  note,
});

export function titleDetailAnswer(title: TitleDetail): z.input<typeof titleDetailSchema> {
  return {
    ...titleAnswer(title),
    milestones: title.milestones.map(milestoneAnswer),
    episode_list: title.episodeList.map((episode) => ({
      id: episode.id,
      number: episode.number,
      name: episode.name,
      runtime_s: episode.runtimeSeconds,
      runtime_estimated: episode.runtimeEstimated,
      available_at: instantOrNull(episode.availableMs),
    })),
  };
}
