-- What a load finished, and what the roll-up has taken in. Both are written after the fact they record: a crash between
-- the two repeats work, and never skips any.
CREATE TABLE IF NOT EXISTS loaded_segment (
  loaded_at DateTime64(3, 'UTC') DEFAULT now64(3), segment UInt64, rows UInt64
) ENGINE = ReplacingMergeTree ORDER BY (loaded_at, segment) TTL toDateTime(loaded_at) + INTERVAL 30 DAY;
CREATE TABLE IF NOT EXISTS rolled_segment (
  loaded_at DateTime64(3, 'UTC'), segment UInt64
) ENGINE = ReplacingMergeTree ORDER BY (loaded_at, segment) TTL toDateTime(loaded_at) + INTERVAL 30 DAY;

-- The catalogue as pages and jobs use it: the senders' rows merged by field.
CREATE TABLE IF NOT EXISTS served_title (
  title LowCardinality(String), version UInt64, name String, form LowCardinality(String), show String, season UInt16,
  genres Array(String), languages Array(String), countries Array(String), hub String, stage LowCardinality(String),
  premiere Nullable(DateTime64(3, 'UTC')), runtime_ms UInt64, runtime_estimated UInt8,
  -- cells of an episode of unknown runtime are 0
  episode_count UInt16, episodes Array(Tuple(id String, available DateTime64(3, 'UTC'), runtime_ms UInt32, cells UInt32)),
  simulated UInt8, deleted UInt8
) ENGINE = ReplacingMergeTree(version) ORDER BY title;
CREATE TABLE IF NOT EXISTS served_episode (
  title LowCardinality(String), episode LowCardinality(String), version UInt64, number UInt16, name String, runtime_ms UInt32, runtime_estimated UInt8,
  available Nullable(DateTime64(3, 'UTC')), deleted UInt8
) ENGINE = ReplacingMergeTree(version) ORDER BY (title, episode);

-- One play: what it played in which UTC hour (milliseconds, whole numbers, so that sums do not depend on their order).
CREATE TABLE IF NOT EXISTS play_fact (
  title LowCardinality(String), viewer UInt64, episode LowCardinality(String), play UInt64, version UInt64,
  started_at DateTime64(3, 'UTC'), country LowCardinality(String), device Int8, region LowCardinality(String), audio LowCardinality(String), origin Int8,
  before_premiere UInt8, derived UInt8, hours Array(Tuple(hour UInt32, ms UInt32)),
  -- how much further the counter had got by the end of each hour with records: outcomes are dated by when they were told
  told Array(Tuple(hour UInt32, ms UInt32))
) ENGINE = ReplacingMergeTree(version) ORDER BY (title, viewer, episode, play) SETTINGS index_granularity = 2048;

-- One viewer of one title: the hour (since the epoch) each thing became true, 0 while it is not.
CREATE TABLE IF NOT EXISTS viewer_title (
  title LowCardinality(String), viewer UInt64, version UInt64,
  viewed_hour UInt32, start_hour UInt32, watch_hour UInt32, complete_hour UInt32,
  -- day of the last release that this viewer's completion asks for
  release_day UInt16,
  days Array(UInt16), slices Array(Tuple(country LowCardinality(String), device Int8))
) ENGINE = ReplacingMergeTree(version) ORDER BY (title, viewer) SETTINGS index_granularity = 2048;

-- Served rows. Every roll-up of a title rewrites all its rows with a new version and then this table's row: rows of an
-- older version have vanished.
CREATE TABLE IF NOT EXISTS served_rollup (
  title LowCardinality(String), version UInt64, as_of DateTime64(3, 'UTC'),
  hours_ms UInt64, starts UInt64, viewers UInt64, starters UInt64, watchers UInt64, completers UInt64,
  before_premiere_plays UInt64, before_premiere_ms UInt64, derived_plays UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY title;
CREATE TABLE IF NOT EXISTS served_title_hour (
  title LowCardinality(String), hour UInt32, version UInt64,
  hours_ms UInt64, starts UInt32, viewers UInt32, starters UInt32, watchers UInt32, completers UInt32
) ENGINE = ReplacingMergeTree(version) ORDER BY (title, hour);
-- Viewers active on a day by the day they were active before: the reach of any range of days is the sum over days in it
-- whose previous day lies before it. Exact, additive and small, where a set of people a day is none of these.
CREATE TABLE IF NOT EXISTS served_title_reach (
  title LowCardinality(String), day UInt16, previous_day UInt16, version UInt64, viewers UInt32
) ENGINE = ReplacingMergeTree(version) ORDER BY (title, day, previous_day);
-- Starters by first day, and what became of them within 7 and 28 days: what matures is decided when it is read.
CREATE TABLE IF NOT EXISTS served_title_cohort (
  title LowCardinality(String), first_day UInt16, version UInt64,
  -- where episodes come out over time, the clock of completion starts at the last release
  base_day UInt16, starters UInt32, watched_7d UInt32, watched_28d UInt32, completed_7d UInt32, completed_28d UInt32
) ENGINE = ReplacingMergeTree(version) ORDER BY (title, first_day, base_day);
-- By country and device ('' and -1: all): whole weeks (Monday's day number) and the title's life (week 0) only.
CREATE TABLE IF NOT EXISTS served_title_segment (
  title LowCardinality(String), week UInt16, country LowCardinality(String), device Int8, version UInt64,
  hours_ms UInt64, starts UInt64, viewers UInt64, starters UInt64, watchers UInt64, completers UInt64,
  eligible_7d UInt64, completed_7d UInt64, watched_7d UInt64, eligible_28d UInt64, completed_28d UInt64, watched_28d UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (title, week, country, device);
-- The same of the whole slate: a person who watches two titles is one.
CREATE TABLE IF NOT EXISTS served_slate_reach (
  day UInt16, previous_day UInt16, version UInt64, viewers UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (day, previous_day);
