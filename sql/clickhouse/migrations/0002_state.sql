-- The idempotent state of playback: one row a (play, hour, word of 256 ten-second cells). Merges are min, max and
-- bit-or only, so order, duplicates and replays change nothing. About 30 raw rows become one.
CREATE TABLE IF NOT EXISTS play_state (
  title LowCardinality(String), viewer UInt64, episode LowCardinality(String), play UInt64,
  hour DateTime('UTC') CODEC(Delta, LZ4), word UInt16,
  country LowCardinality(String), device Int8, region LowCardinality(String), audio LowCardinality(String), origin Int8, rate Float32,
  -- bit b is cell word × 256 + b, watched when a stretch covers its middle
  cells SimpleAggregateFunction(groupBitOr, UInt256),
  played_min SimpleAggregateFunction(min, Int64),
  played_max SimpleAggregateFunction(max, Int64),
  at_min SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
  at_max SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
  started_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
  -- the play's context is that of its least record; the context itself stands in the key, so that no merge has to choose
  seq_min SimpleAggregateFunction(min, UInt32)
) ENGINE = AggregatingMergeTree
PRIMARY KEY (title, viewer, episode, play)
ORDER BY (title, viewer, episode, play, hour, word, country, device, region, audio, origin, rate)
SETTINGS index_granularity = 2048;

-- No GROUP BY: the table merges a block's own rows while it writes it, so a second aggregation would be work done twice.
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_playback_to_state TO play_state AS
WITH
  -- cells of the stretch [from, position): middle 10i + 5 s inside it
  toInt32(if(from_ms < 0 OR position_ms <= from_ms, 0, intDiv(from_ms + 4999, 10000))) AS first_cell,
  toInt32(if(from_ms < 0 OR position_ms <= from_ms, 0, intDiv(position_ms + 4999, 10000))) AS end_cell
SELECT
  title, viewer, episode, play, toStartOfHour(at) AS hour,
  arrayJoin(range(toUInt16(intDiv(first_cell, 256)), toUInt16(intDiv(greatest(end_cell - 1, first_cell), 256) + 1))) AS word,
  country, CAST(device, 'Int8') AS device, region, audio, CAST(origin, 'Int8') AS origin, rate,
  -- 2^end − 2^first inside the word; 1 << 256 is 0 in 256 bits, and 0 − 2^first then sets every bit from first on
  if(end_cell <= first_cell, toUInt256(0),
    toUInt256(bitShiftLeft(toUInt256(1), toUInt16(least(end_cell - toInt32(word) * 256, 256)))
            - bitShiftLeft(toUInt256(1), toUInt16(greatest(first_cell - toInt32(word) * 256, 0))))) AS cells,
  if(played_ms < 0, 9223372036854775807, played_ms) AS played_min,
  played_ms AS played_max,
  at AS at_min, at AS at_max,
  landing_playback.started_at AS started_at,
  seq AS seq_min
FROM landing_playback
WHERE test = 0;

-- What the tick reads: the last minutes, by slots of 15 seconds of event time. Sketches of 2^12 registers: standard
-- error 1.6 %, exact for small sets, and three times faster to read than the default; starts are exact.
CREATE TABLE IF NOT EXISTS live_slot (
  slot DateTime('UTC'), title LowCardinality(String),
  viewers AggregateFunction(uniqCombined64(12), UInt64),
  starts AggregateFunction(uniqExact, UInt64),
  cells AggregateFunction(uniqCombined64(12), UInt64),
  last_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
) ENGINE = AggregatingMergeTree
ORDER BY (slot, title)
TTL slot + INTERVAL 2 DAY
SETTINGS index_granularity = 1024;

CREATE MATERIALIZED VIEW IF NOT EXISTS landing_playback_to_live TO live_slot AS
SELECT
  toStartOfInterval(at, INTERVAL 15 SECOND) AS slot, title,
  uniqCombined64State(12)(viewer) AS viewers,
  uniqExactStateIf(play, action = 'start') AS starts,
  uniqCombined64StateIf(12)(sipHash64(play, intDiv(position_ms, 10000)), from_ms >= 0) AS cells,
  max(at) AS last_at
FROM landing_playback
WHERE test = 0 AND at > now() - INTERVAL 2 DAY AND at < now() + INTERVAL 1 HOUR
GROUP BY slot, title;

-- What was touched by which segment: jobs read their work from here, never from a queue's payload. viewer 0 means the
-- whole title (its catalogue changed).
CREATE TABLE IF NOT EXISTS touched (
  segment UInt64, title LowCardinality(String), viewer UInt64, marked_at DateTime('UTC')
) ENGINE = ReplacingMergeTree
ORDER BY (segment, title, viewer)
TTL marked_at + INTERVAL 30 DAY
SETTINGS index_granularity = 2048;

CREATE MATERIALIZED VIEW IF NOT EXISTS landing_playback_to_touched TO touched AS
SELECT segment, title, viewer, now() AS marked_at
FROM landing_playback
WHERE test = 0;

CREATE MATERIALIZED VIEW IF NOT EXISTS landing_catalog_to_touched TO touched AS
SELECT segment, title, toUInt64(0) AS viewer, now() AS marked_at
FROM landing_catalog
WHERE kind IN ('title', 'episode')
GROUP BY segment, title;
