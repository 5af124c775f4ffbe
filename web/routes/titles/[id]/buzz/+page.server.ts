import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';
import { titleBuzz } from '../../../../../sql/queries/buzz.ts';
import { knownTitle } from '../known-title.ts';
import { withinOf } from './conversion.ts';
import { lightIndex } from './course.ts';
import { buzzFindings } from './findings.ts';
import { chosenUplift, lightCourse } from './uplift.ts';
import { paceOf, paceSeries } from './velocity.ts';

export const load: PageServerLoad = async ({ locals, params, url, depends }) => {
  depends('ovation:buzz');
  const { store, live, now } = locals.web;
  // What the room says is read first: figures that are newer than it are read once more, older ones would stay.
  const [title, snapshot] = await Promise.all([knownTitle(store, params.id), live.snapshot(`title:${params.id}`)]);
  const whole = await titleBuzz(store, title.id, now());
  if (!whole) error(404, { message: 'This title was taken out of the catalogue just now.' });
  // Of what is drawn as numbers only those in view are sent: all hours, days and milestones are half a megabyte.
  const { velocity, index, milestones, conversion, ...buzz } = whole;
  const pace = paceOf(url.searchParams.get('span'), velocity);
  const within = withinOf(url.searchParams.get('within'));
  const chosen = chosenUplift(milestones, url.searchParams.get('milestone'));
  const speed = ({ perHour, change, exportedToMs }: (typeof velocity)['views']) => ({ perHour, change, exportedToMs });
  return {
    title,
    buzz,
    findings: buzzFindings(whole, title.name),
    speed: { views: speed(velocity.views), mentions: speed(velocity.mentions) },
    pace,
    series: paceSeries(velocity, pace),
    course: lightIndex(index),
    conversion: conversion.map((one) => (one.days === within ? one : { ...one, kinds: [], assets: [] })),
    within,
    uplifts: milestones.map(({ course: _course, ...told }) => told),
    chosen: chosen?.course ? { id: chosen.milestone.id, course: lightCourse(chosen.course) } : null,
    live: snapshot,
  };
};
