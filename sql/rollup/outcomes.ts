/** The Monday (as a day number since the epoch) of the week that a day number lies in. */
export const monday = (day: string) => `toUInt16(intDiv(${day} + 3, 7) * 7 - 3)`;
export const dayOf = (hour: string) => `intDiv(${hour}, 24)`;

/**
 * What follows from the hours of a row of `viewer_title` on the day `today`: the day of each outcome, the day that
 * completion is counted from, and whether 7 and 28 days have gone by since.
 */
export const OUTCOMES = `
  ${dayOf('start_hour')} AS first, greatest(first, toUInt32(release_day)) AS base,
  ${dayOf('watch_hour')} AS watched, ${dayOf('complete_hour')} AS completed,
  start_hour > 0 AND base + 7 <= today AS is_e7, start_hour > 0 AND base + 28 <= today AS is_e28`;

/** The periods that such a viewer is counted in: the life (0), the weeks `active` and those of each outcome. */
export const PERIODS = `arrayDistinct(arrayConcat([toUInt16(0)], active, if(start_hour > 0, [${monday('first')}], []), if(watch_hour > 0, [${monday('watched')}], []),
  if(complete_hour > 0, [${monday('completed')}], [])))`;

/**
 * Whether the viewer is one of each kind in the period `one`: viewers, starters, watchers, completers (in the week that they
 * became so), and in the life those old enough, completers and watchers within 7 and within 28 days.
 */
export const COUNTED_IN_PERIOD = [
  'one = 0 OR has(active, one)',
  `start_hour > 0 AND one IN (0, ${monday('first')})`,
  `watch_hour > 0 AND one IN (0, ${monday('watched')})`,
  `complete_hour > 0 AND one IN (0, ${monday('completed')})`,
  'one = 0 AND is_e7',
  'one = 0 AND is_e7 AND complete_hour > 0 AND completed <= base + 7',
  'one = 0 AND is_e7 AND watch_hour > 0 AND watched <= first + 7',
  'one = 0 AND is_e28',
  'one = 0 AND is_e28 AND complete_hour > 0 AND completed <= base + 28',
  'one = 0 AND is_e28 AND watch_hour > 0 AND watched <= first + 28',
];
