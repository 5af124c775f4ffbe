-- The deep reception metrics (retention, funnel, hooked episode, sittings, pace) rest on every cell of every viewer, so a
-- title is not recomputed whole: its viewers are cut by ranges of their hash into slices of some 16,000, each a piece of
-- work of the same small cost. A slice's number is its place in a heap: 1 is everybody, 2 and 3 the halves, 4 to 7 the
-- quarters, so that depth and range follow from the number.
--
-- A title is served from the 2^depth slices of one depth. While next_depth is greater those slices are being made, and the
-- old ones go on being served: the one row that names a new depth changes over all at once.
CREATE TABLE IF NOT EXISTS deep_title (
  title LowCardinality(String), version UInt64, depth UInt8, next_depth UInt8
) ENGINE = ReplacingMergeTree(version) ORDER BY title;

-- What a roll-up has changed of a slice, or of one that it is a part of. A slice is stale while a mark of it or above it is
-- newer than the one its row has seen. since: when the oldest of the changes that it has not seen was marked.
CREATE TABLE IF NOT EXISTS deep_mark (
  title LowCardinality(String), slice UInt32, version UInt64, since DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(version) ORDER BY (title, slice);

-- Everything counted of a slice in one row, so that it is replaced at once and never torn. Counts are whole numbers that
-- add up over slices: (what, episode, at, n), where `at` is a cell, a day, days or hours as `what` has it.
CREATE TABLE IF NOT EXISTS deep_slice (
  title LowCardinality(String), slice UInt32, version UInt64, as_of DateTime64(3, 'UTC'),
  -- the newest mark that was there when it was computed
  seen UInt64,
  -- from when on all that is counted of retention is old enough to count; time alone changes a slice before that
  mature_at DateTime64(3, 'UTC'),
  counts Array(Tuple(
    what Enum8('viewers' = 1, 'watched' = 2, 'played' = 3, 'starters' = 4, 'furthest' = 5, 'hooking' = 6, 'hooked' = 7,
      'days_to_complete' = 8, 'measured' = 9, 'content' = 10, 'content_squares' = 11, 'bingers' = 12, 'caught_up' = 13,
      'active' = 14, 'active_days' = 15, 'active_day_squares' = 16, 'ms' = 17, 'second_squares' = 18, 'second_days' = 19,
      'day_episodes' = 20, 'day_episode_squares' = 21, 'day_episode_days' = 22),
    episode String, at UInt32, n Int64))
) ENGINE = ReplacingMergeTree(version) ORDER BY (title, slice) SETTINGS index_granularity = 16;

-- Each episode's retention at a hundred places of its runtime: what titles of similar runtime are compared with.
CREATE TABLE IF NOT EXISTS served_retention_curve (
  title LowCardinality(String), episode String, version UInt64, cells UInt32, viewers UInt64, watched Array(UInt64)
) ENGINE = ReplacingMergeTree(version) ORDER BY (title, episode);

-- A store that is older than this has plays that no roll-up will mark again.
INSERT INTO deep_mark SELECT title, 1, 1, now64(3, 'UTC') FROM served_title FINAL WHERE deleted = 0;
