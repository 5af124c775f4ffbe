-- The figures of a launch by audio language, plan and preference: whole weeks (Monday's day number) and the title's life (week
-- 0). A row a slice of the title's viewers: a figure is the sum of the slices of the depth that the title's run names.
CREATE TABLE IF NOT EXISTS served_title_audience (
  title LowCardinality(String), week UInt16, dimension LowCardinality(String), value String, slice UInt32, version UInt64,
  hours_ms UInt64, starts UInt64, viewers UInt64, starters UInt64, watchers UInt64, completers UInt64,
  eligible_7d UInt64, completed_7d UInt64, watched_7d UInt64, eligible_28d UInt64, completed_28d UInt64, watched_28d UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (title, week, dimension, value, slice);

ALTER TABLE served_audience_run ADD COLUMN IF NOT EXISTS depth UInt8 DEFAULT 0;

-- They are counted from the same reading as the viewers of each segment are: what became of a viewer, and what they played
-- by audio language and week.
ALTER TABLE scratch_audience_pair ADD COLUMN IF NOT EXISTS start_hour UInt32;
ALTER TABLE scratch_audience_pair ADD COLUMN IF NOT EXISTS watch_hour UInt32;
ALTER TABLE scratch_audience_pair ADD COLUMN IF NOT EXISTS complete_hour UInt32;
ALTER TABLE scratch_audience_pair ADD COLUMN IF NOT EXISTS release_day UInt16;
ALTER TABLE scratch_audience_pair ADD COLUMN IF NOT EXISTS played Array(Tuple(audio String, week UInt16, ms UInt64, starts UInt64));
