-- What milestones have stirred, in one row a title, so that no page waits for a forecast. JSON that sql/rollup/buzz writes and
-- sql/queries reads: each milestone with a digest of what its forecast rests on, which is made anew only when that has changed.
CREATE TABLE IF NOT EXISTS served_uplift (
  title LowCardinality(String), version UInt64, as_of DateTime64(3, 'UTC'), uplifts String CODEC(ZSTD(3))
) ENGINE = ReplacingMergeTree(version) ORDER BY title SETTINGS index_granularity = 64;
