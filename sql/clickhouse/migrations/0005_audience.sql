-- Who a title is for. Every run of the job fills the two scratch tables, counts from them, writes the served rows and empties
-- the scratch tables again: between runs no row of a viewer stands here.
--
-- One row a viewer of a title, and one row a viewer.
CREATE TABLE IF NOT EXISTS scratch_audience_pair (
  title LowCardinality(String), viewer UInt64,
  weeks Array(UInt16), countries Array(String), devices Array(Int8), regions Array(String), audio Array(String),
  -- played in the 90 closed UTC days before as_of
  recent_ms UInt64
) ENGINE = MergeTree ORDER BY (title, viewer);
CREATE TABLE IF NOT EXISTS scratch_audience_viewer (
  viewer UInt64, age_band LowCardinality(String), gender LowCardinality(String), plan LowCardinality(String),
  countries Array(String), devices Array(Int8), regions Array(String), audio Array(String),
  -- microseconds: hours are split evenly over a title's genres, in whole numbers, so that sums do not depend on their order
  genres Array(Tuple(genre String, us UInt64)), recent_us UInt64
) ENGINE = MergeTree ORDER BY viewer;

-- Served: viewers by one segment or by two (the second one '' for one), in whole weeks (Monday's day number) and in the life
-- (week 0), of a title or of the slate (title ''). The dimension 'all' holds the totals. Values as they were sent; '' is
-- not known, and for preferences: none.
CREATE TABLE IF NOT EXISTS served_audience (
  title LowCardinality(String), week UInt16, dimension LowCardinality(String), value String, other_dimension LowCardinality(String), other_value String,
  version UInt64, viewers UInt64,
  -- preferences of a title's viewers leave the title itself out; this is all viewers judged in the same way
  base UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (title, week, dimension, value, other_dimension, other_value);
-- Segments of the slate that the difference to its titles would bound: they are withheld on the slate.
CREATE TABLE IF NOT EXISTS served_audience_exposed (
  dimension LowCardinality(String), value String, version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (dimension, value);
-- Viewers that two titles share, by (lesser id, greater id).
CREATE TABLE IF NOT EXISTS served_overlap (
  title LowCardinality(String), other LowCardinality(String), version UInt64, viewers UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (title, other);
-- Impressions of a surface and how many were taken, with what the standard error between viewers needs.
CREATE TABLE IF NOT EXISTS served_take (
  surface String, version UInt64, viewers UInt64, impressions UInt64, taken UInt64,
  taken_squares UInt64, impression_squares UInt64, taken_by_impressions UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY surface;
-- Written last: what is of an older version has vanished. One row a title, and one of the slate (title '').
CREATE TABLE IF NOT EXISTS served_audience_run (
  title LowCardinality(String), version UInt64, as_of DateTime64(3, 'UTC'), viewers UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY title;
