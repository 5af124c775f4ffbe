-- What a campaign does for a title. Promo events are kept once more by asset and viewer, mentions by title and time, and what
-- follows from an asset's events of one viewer stands in one row of `promo_viewer`; a title is counted from those.
--
-- Two bodies of an event at the same place (asset, viewer, instant) replace each other here; a body that lost against one
-- that lies at another place is named in `overruled`.
-- Small granules: loads ask for the events of a few viewers each.
CREATE TABLE IF NOT EXISTS promo_event (
  asset LowCardinality(String), viewer UInt64, at DateTime64(3, 'UTC') CODEC(Delta, LZ4), event_id String, content UInt64,
  title LowCardinality(String),
  action Enum8('impression' = 1, 'start' = 2, 'q25' = 3, 'q50' = 4, 'q75' = 5, 'complete' = 6, 'like' = 7, 'share' = 8, 'list_add' = 9, 'reminder' = 10),
  -- '' is the asset's own
  channel LowCardinality(String), kind Enum8('unknown' = 0, 'paid' = 1, 'owned' = 2, 'earned' = 3), holdout UInt8, test UInt8
) ENGINE = ReplacingMergeTree(content) ORDER BY (asset, viewer, at, event_id) SETTINGS index_granularity = 512;
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_promo_to_event TO promo_event AS
SELECT asset, viewer, at, event_id, sipHash64(asset, title, viewer, action, channel, paid_owned_earned, country, holdout, at, source, test) AS content,
  title, action, channel, paid_owned_earned AS kind, holdout, test
FROM landing_promo;

CREATE TABLE IF NOT EXISTS mention_event (
  title LowCardinality(String), at DateTime64(3, 'UTC') CODEC(Delta, LZ4), mention_id String, version UInt128, author UInt64, deleted UInt8, test UInt8
) ENGINE = ReplacingMergeTree(version) ORDER BY (title, at, mention_id) SETTINGS index_granularity = 2048;
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_mention_to_event TO mention_event AS
SELECT title, at, mention_id,
  bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(updated_at)), 64), toUInt128(sipHash64(title, channel, text, lang, author, reach, country, at, deleted, source, test))) AS version,
  author, deleted, test
FROM landing_mention;

-- Where each body of an event or mention lies, by identity: small granules, because loads ask for a few identities each.
CREATE TABLE IF NOT EXISTS told_place (
  what Enum8('promo' = 1, 'mention' = 2), id String, version UInt128,
  -- of a promo event the asset, of a mention the title
  place LowCardinality(String), viewer UInt64, at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree ORDER BY (what, id, version) SETTINGS index_granularity = 256;
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_promo_to_place TO told_place AS
SELECT 'promo' AS what, event_id AS id, toUInt128(sipHash64(asset, title, viewer, action, channel, paid_owned_earned, country, holdout, at, source, test)) AS version,
  asset AS place, viewer, at
FROM landing_promo;
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_mention_to_place TO told_place AS
SELECT 'mention' AS what, mention_id AS id,
  bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(updated_at)), 64), toUInt128(sipHash64(title, channel, text, lang, author, reach, country, at, deleted, source, test))) AS version,
  title AS place, toUInt64(0) AS viewer, at
FROM landing_mention;
CREATE TABLE IF NOT EXISTS overruled (
  what Enum8('promo' = 1, 'mention' = 2), place LowCardinality(String), id String, version UInt128
) ENGINE = ReplacingMergeTree ORDER BY (what, place, id, version) SETTINGS index_granularity = 256;

-- Titles that events of an asset name: they count where the catalogue does not know the asset.
CREATE TABLE IF NOT EXISTS promo_named (
  asset LowCardinality(String), title LowCardinality(String)
) ENGINE = ReplacingMergeTree ORDER BY (asset, title);
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_promo_to_named TO promo_named AS
SELECT asset, title FROM landing_promo WHERE title != '' GROUP BY asset, title;

-- What a segment brought: jobs read their work from here, never from a queue's payload. `place` as in told_place; of a daily
-- count and of the catalogue's asset the asset; else the title.
CREATE TABLE IF NOT EXISTS touched_told (
  segment UInt64, what Enum8('promo' = 1, 'mention' = 2, 'daily' = 3, 'asset' = 4, 'title' = 5),
  place LowCardinality(String), viewer UInt64, id String, marked_at DateTime('UTC')
) ENGINE = ReplacingMergeTree
ORDER BY (segment, what, place, viewer, id)
TTL marked_at + INTERVAL 30 DAY
SETTINGS index_granularity = 2048;
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_promo_to_touched TO touched_told AS
SELECT segment, 'promo' AS what, asset AS place, viewer, event_id AS id, now() AS marked_at FROM landing_promo;
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_mention_to_touched_told TO touched_told AS
SELECT segment, 'mention' AS what, title AS place, toUInt64(0) AS viewer, mention_id AS id, now() AS marked_at FROM landing_mention;
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_promo_daily_to_touched TO touched_told AS
SELECT segment, 'daily' AS what, asset AS place, toUInt64(0) AS viewer, '' AS id, now() AS marked_at FROM landing_promo_daily GROUP BY segment, asset;
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_asset_to_touched TO touched_told AS
SELECT segment, 'asset' AS what, id AS place, toUInt64(0) AS viewer, '' AS id, now() AS marked_at FROM landing_catalog WHERE kind = 'asset';
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_catalog_to_touched_told TO touched_told AS
SELECT segment, 'title' AS what, title AS place, toUInt64(0) AS viewer, '' AS id, now() AS marked_at FROM landing_catalog GROUP BY segment, title;

-- Loads that stand in promo_viewer and whose titles are marked. Written after that, as rolled_segment is.
CREATE TABLE IF NOT EXISTS told_segment (
  loaded_at DateTime64(3, 'UTC'), segment UInt64
) ENGINE = ReplacingMergeTree ORDER BY (loaded_at, segment) TTL toDateTime(loaded_at) + INTERVAL 30 DAY;

-- What an asset's events of one viewer come to, in one row, so that it is replaced whole. Instants are milliseconds since the
-- epoch, 0 for what was not reached: a step counts only with all those before it (an impression is not needed to play).
CREATE TABLE IF NOT EXISTS promo_viewer (
  asset LowCardinality(String), viewer UInt64, version UInt64,
  exposures Array(Tuple(at Int64, channel String, kind Int8, title String, impression Int64, start Int64, q25 Int64, q50 Int64, q75 Int64, complete Int64)),
  -- likes and shares each for itself; list adds and reminders with the first of each
  deeds Array(Tuple(action Int8, channel String, title String, n UInt32, first_at Int64)),
  -- of the holdout: titles that records name, and what would have been exposures
  held_titles Array(String), held Array(Tuple(at Int64, title String))
) ENGINE = ReplacingMergeTree(version) ORDER BY (asset, viewer) SETTINGS index_granularity = 2048;

-- Assets as they were when their viewers were computed: a change of the title or channel is seen against it.
CREATE TABLE IF NOT EXISTS promo_asset (
  asset LowCardinality(String), version UInt64, title String, channel String
) ENGINE = ReplacingMergeTree(version) ORDER BY asset;

-- Titles whose served rows are older than what was told of them.
CREATE TABLE IF NOT EXISTS buzz_title (
  title LowCardinality(String), version UInt64, dirty UInt8, since DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(version) ORDER BY title;

-- Served: everything of a title's campaign in one row, so that it is replaced at once and never torn.
CREATE TABLE IF NOT EXISTS served_buzz (
  title LowCardinality(String), version UInt64, as_of DateTime64(3, 'UTC'),
  assets UInt32, views Float64, mentions UInt64, list_adds Float64, reminders Float64,
  -- viewers with an exposure that is at least seven days old, and those of them who started within seven days
  exposed_7d UInt64, converted_7d UInt64, maturing_7d UInt64,
  -- when the next viewer's exposure will have become old enough for one of the windows; 0: none
  matures_at Int64,
  -- what came in by UTC hour (since the epoch). `days_before`: whole days still to go to the premiere when it came, negative
  -- after it, so that what had come by so many days before is the sum of whole rows. Exports lie in the last hour of their day.
  hours Array(Tuple(hour UInt32, days_before Int32, views UInt64, mentions UInt64, list_adds UInt64, exported_views Float64, exported_list_adds Float64)) CODEC(ZSTD(1)),
  -- JSON that sql/rollup/buzz writes and sql/queries reads
  detail String CODEC(ZSTD(3))
) ENGINE = ReplacingMergeTree(version) ORDER BY title SETTINGS index_granularity = 16;

-- Mentions of all titles in the 168 hours before `hour`, with the sums that the error between authors needs. One row.
CREATE TABLE IF NOT EXISTS served_voice (
  of String, version UInt64, as_of DateTime64(3, 'UTC'), hour UInt32, authors UInt64, mentions UInt64, mention_squares UInt64,
  titles Array(Tuple(title String, mentions UInt64, squares UInt64, by_all UInt64))
) ENGINE = ReplacingMergeTree(version) ORDER BY of;

-- What was sent before these tables were there comes as one load more.
INSERT INTO promo_event SELECT asset, viewer, at, event_id, content, title, action, channel, paid_owned_earned, holdout, test FROM raw_promo FINAL;
INSERT INTO mention_event SELECT title, at, mention_id, version, author, deleted, test FROM raw_mention FINAL;
INSERT INTO told_place SELECT 'promo', event_id, toUInt128(content), asset, viewer, at FROM raw_promo FINAL;
INSERT INTO told_place SELECT 'mention', mention_id, version, title, 0, at FROM raw_mention FINAL;
INSERT INTO promo_named SELECT DISTINCT asset, title FROM raw_promo FINAL WHERE title != '';
INSERT INTO touched_told SELECT 0, 'promo', asset, viewer, event_id, now() FROM raw_promo FINAL;
INSERT INTO touched_told SELECT DISTINCT 0, 'mention', title, 0, '', now() FROM raw_mention;
INSERT INTO touched_told SELECT DISTINCT 0, 'daily', asset, 0, '', now() FROM raw_promo_daily;
INSERT INTO touched_told SELECT DISTINCT 0, 'asset', id, 0, '', now() FROM raw_catalog WHERE kind = 'asset';
INSERT INTO loaded_segment (segment, rows, families) SELECT 0, count(), map('catalog', count()) FROM touched_told WHERE segment = 0 HAVING count() > 0;
