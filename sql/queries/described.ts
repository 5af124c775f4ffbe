/**
 * The source of records that people wrote here. Such a record says all of an asset or milestone: what it leaves empty is
 * empty, until somebody says it later. Records of others say what they know, and leave the rest to each other.
 */
export const EDITED = 'edit';

const newest = (field: string, known: string) =>
  `argMaxIf(tuple(${field}), version, deleted = 0 AND (${known} OR source = '${EDITED}')).1`;
const text = (field: string) => newest(field, `${field} != ''`);
const IS_THERE = 'argMax(deleted, version) = 0';

/**
 * Assets of the catalogue: of what several senders say the newest of each field; the newest of all says which title it belongs
 * to, and whether it is there at all. `live_ms`: −1 where nobody says when it went live.
 */
export const DESCRIBED = `(
  SELECT id, title_of AS title, name_of AS name, form_of AS form, channel_of AS channel, live_of AS live_ms, rule_of AS view_rule, note_of AS note
  FROM (
    SELECT id, argMax(title, version) AS title_of, ${text('name')} AS name_of, ${text('form')} AS form_of, ${text('channel')} AS channel_of,
      ifNull(toUnixTimestamp64Milli(${newest('premiere', 'isNotNull(premiere)')}), -1) AS live_of, ${text('view_rule')} AS rule_of,
      ${text('note')} AS note_of
    FROM raw_catalog FINAL WHERE kind = 'asset' AND test = 0 GROUP BY id HAVING ${IS_THERE}
  )
)`;

/** Milestones of the catalogue, put together likewise; one that nobody gives a time is none. */
export const MILESTONES = `(
  SELECT id, title_of AS title, name_of AS name, form_of AS form, note_of AS note, assumeNotNull(at_of) AS at_ms
  FROM (
    SELECT id, argMax(title, version) AS title_of, ${text('name')} AS name_of, ${text('form')} AS form_of, ${text('note')} AS note_of,
      toUnixTimestamp64Milli(${newest('premiere', 'isNotNull(premiere)')}) AS at_of
    FROM raw_catalog FINAL WHERE kind = 'milestone' AND test = 0 GROUP BY id HAVING ${IS_THERE}
  )
  WHERE isNotNull(at_of)
)`;
