-- A title's served rows are sums over slices of its viewers, so that a step of a roll-up has a fixed cost: what is live
-- with a million viewers recomputes one slice of some 24,000 after the other instead of all of them at once.
--
-- A slice is a range of the 64-bit viewer hash, numbered as a heap: 1 is everybody, 2 and 3 are halves, 4 to 7 quarters.
-- A slice whose children stand here is cut up and no longer counts; title '' is the whole slate.
CREATE TABLE IF NOT EXISTS title_slice (
  title LowCardinality(String), slice UInt32, version UInt64,
  -- its viewers have changed since it was summed, first by a load of then
  dirty UInt8, since DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(version) ORDER BY (title, slice);

-- One row a slice, so that it is replaced whole or not at all. The arrays are the rows of the served tables of the same
-- names, of the viewers of this slice only.
CREATE TABLE IF NOT EXISTS title_part (
  title LowCardinality(String), slice UInt32, version UInt64, as_of DateTime64(3, 'UTC'),
  hours_ms UInt64, starts UInt64, viewers UInt64, starters UInt64, watchers UInt64, completers UInt64,
  before_premiere_plays UInt64, before_premiere_ms UInt64, derived_plays UInt64,
  hours Array(Tuple(hour UInt32, hours_ms UInt64, starts UInt64, viewers UInt64, starters UInt64, watchers UInt64, completers UInt64)),
  reach Array(Tuple(day UInt16, previous_day UInt16, viewers UInt64)),
  cohorts Array(Tuple(first_day UInt32, base_day UInt32, starters UInt64, watched_7d UInt64, watched_28d UInt64, completed_7d UInt64, completed_28d UInt64)),
  segments Array(Tuple(week UInt16, country String, device Int8, hours_ms UInt64, starts UInt64, viewers UInt64, starters UInt64, watchers UInt64, completers UInt64,
    eligible_7d UInt64, completed_7d UInt64, watched_7d UInt64, eligible_28d UInt64, completed_28d UInt64, watched_28d UInt64))
) ENGINE = ReplacingMergeTree(version) ORDER BY (title, slice) SETTINGS index_granularity = 16;

CREATE TABLE IF NOT EXISTS slate_part (
  slice UInt32, version UInt64, as_of DateTime64(3, 'UTC'),
  reach Array(Tuple(day UInt16, previous_day UInt16, viewers UInt64))
) ENGINE = ReplacingMergeTree(version) ORDER BY slice SETTINGS index_granularity = 16;

-- People of the slate are summed at their own pace, and say as of when. Rows from before say when they were written.
ALTER TABLE served_slate_reach ADD COLUMN IF NOT EXISTS as_of DateTime64(3, 'UTC') DEFAULT fromUnixTimestamp64Milli(toInt64(version), 'UTC');

-- Nothing is cut yet: every title that has served rows is one slice, to be summed at the next roll-up.
INSERT INTO title_slice SELECT title, 1, 0, 1, now64(3) FROM served_rollup FINAL;
