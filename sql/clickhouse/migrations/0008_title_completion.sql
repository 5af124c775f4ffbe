-- Where people of a segment leave a title: the counts of deep_slice by country, device, audio language, plan and preference, of
-- the title's life. Only segments that were published when it was counted stand here. A row a slice of the title's viewers; the
-- slices of the depth that the run names count.
CREATE TABLE IF NOT EXISTS served_segment_completion (
  title LowCardinality(String), dimension LowCardinality(String), value String, slice UInt32, version UInt64,
  counts Array(Tuple(
    what Enum8('viewers' = 1, 'watched' = 2, 'played' = 3, 'starters' = 4, 'furthest' = 5, 'hooking' = 6, 'hooked' = 7,
      'days_to_complete' = 8, 'measured' = 9, 'content' = 10, 'content_squares' = 11, 'bingers' = 12, 'caught_up' = 13,
      'active' = 14, 'active_days' = 15, 'active_day_squares' = 16, 'ms' = 17, 'second_squares' = 18, 'second_days' = 19,
      'day_episodes' = 20, 'day_episode_squares' = 21, 'day_episode_days' = 22),
    episode String, at UInt32, n Int64))
) ENGINE = ReplacingMergeTree(version) ORDER BY (title, dimension, value, slice) SETTINGS index_granularity = 16;
-- Written last, one row a title.
CREATE TABLE IF NOT EXISTS served_segment_completion_run (
  title LowCardinality(String), version UInt64, as_of DateTime64(3, 'UTC'), depth UInt8
) ENGINE = ReplacingMergeTree(version) ORDER BY title;
