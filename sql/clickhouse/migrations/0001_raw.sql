-- Everything that was ever said, one row a record, duplicates collapsing by identity.
--
-- playback arrives through a landing table without storage, so that one INSERT fills the raw rows, the state, the
-- live minutes and the list of what was touched. Identity is (play, seq); the content hash is part of the key: an exact
-- duplicate vanishes in a merge, and a second body under the same identity is kept and counts too (a player that reset
-- its counter did play both stretches; min, max and bit-or take it in without undoing anything).
CREATE TABLE IF NOT EXISTS landing_playback (
  segment UInt64, title LowCardinality(String), viewer UInt64, account UInt64, episode LowCardinality(String), play UInt64, seq UInt32,
  action Enum8('start' = 1, 'ping' = 2, 'pause' = 3, 'resume' = 4, 'seek' = 5, 'end' = 6),
  at DateTime64(3, 'UTC'), started_at DateTime64(3, 'UTC'), clock_offset_ms Int32,
  position_ms UInt32, from_ms Int32, played_ms Int64,
  country LowCardinality(String), region LowCardinality(String),
  device Enum8('unknown' = 0, 'tv' = 1, 'mobile' = 2, 'tablet' = 3, 'web' = 4, 'console' = 5, 'other' = 6),
  audio LowCardinality(String), subtitles LowCardinality(String), app_version LowCardinality(String),
  origin Enum8('unknown' = 0, 'browse' = 1, 'search' = 2, 'autoplay' = 3, 'continue' = 4, 'recommendation' = 5, 'trailer' = 6, 'external' = 7),
  surface LowCardinality(String), rate Float32, source LowCardinality(String), test UInt8, received_at DateTime64(3, 'UTC')
) ENGINE = Null;

CREATE TABLE IF NOT EXISTS raw_playback (
  title LowCardinality(String), viewer UInt64, account UInt64, episode LowCardinality(String), play UInt64, seq UInt32,
  content UInt64,
  action Enum8('start' = 1, 'ping' = 2, 'pause' = 3, 'resume' = 4, 'seek' = 5, 'end' = 6),
  at DateTime64(3, 'UTC') CODEC(Delta, LZ4), started_at DateTime64(3, 'UTC'), clock_offset_ms Int32,
  position_ms UInt32 CODEC(Delta, LZ4), from_ms Int32 CODEC(Delta, LZ4), played_ms Int64 CODEC(Delta, LZ4),
  country LowCardinality(String), region LowCardinality(String),
  device Enum8('unknown' = 0, 'tv' = 1, 'mobile' = 2, 'tablet' = 3, 'web' = 4, 'console' = 5, 'other' = 6),
  audio LowCardinality(String), subtitles LowCardinality(String), app_version LowCardinality(String),
  origin Enum8('unknown' = 0, 'browse' = 1, 'search' = 2, 'autoplay' = 3, 'continue' = 4, 'recommendation' = 5, 'trailer' = 6, 'external' = 7),
  surface LowCardinality(String), rate Float32, source LowCardinality(String), test UInt8,
  received_at DateTime64(3, 'UTC') CODEC(Delta, LZ4)
) ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (title, viewer, play, seq, content);

CREATE MATERIALIZED VIEW IF NOT EXISTS landing_playback_to_raw TO raw_playback AS
SELECT
  * EXCEPT (segment),
  -- The body without its identity and without when it was received: the same body sent twice hashes the same.
  cityHash64(account, episode, action, at, started_at, clock_offset_ms, position_ms, from_ms, played_ms, country, region, device,
            audio, subtitles, app_version, origin, surface, rate, source, test) AS content
FROM landing_playback;

CREATE TABLE IF NOT EXISTS landing_impression (
  segment UInt64, impression_id String, viewer UInt64, title LowCardinality(String), surface LowCardinality(String), row UInt16, rank UInt16,
  artwork_id LowCardinality(String), at DateTime64(3, 'UTC'), source LowCardinality(String), test UInt8, received_at DateTime64(3, 'UTC')
) ENGINE = Null;
CREATE TABLE IF NOT EXISTS raw_impression (
  impression_id String, content UInt64, viewer UInt64, title LowCardinality(String), surface LowCardinality(String), row UInt16, rank UInt16,
  artwork_id LowCardinality(String), at DateTime64(3, 'UTC'), source LowCardinality(String), test UInt8, received_at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(content) ORDER BY impression_id;
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_impression_to_raw TO raw_impression AS
SELECT * EXCEPT (segment), sipHash64(viewer, title, surface, row, rank, artwork_id, at, source, test) AS content FROM landing_impression;

CREATE TABLE IF NOT EXISTS landing_promo (
  segment UInt64, event_id String, asset LowCardinality(String), title LowCardinality(String), viewer UInt64,
  action Enum8('impression' = 1, 'start' = 2, 'q25' = 3, 'q50' = 4, 'q75' = 5, 'complete' = 6, 'like' = 7, 'share' = 8, 'list_add' = 9, 'reminder' = 10),
  channel LowCardinality(String), paid_owned_earned Enum8('unknown' = 0, 'paid' = 1, 'owned' = 2, 'earned' = 3), country LowCardinality(String), holdout UInt8,
  at DateTime64(3, 'UTC'), source LowCardinality(String), test UInt8, received_at DateTime64(3, 'UTC')
) ENGINE = Null;
CREATE TABLE IF NOT EXISTS raw_promo (
  event_id String, content UInt64, asset LowCardinality(String), title LowCardinality(String), viewer UInt64,
  action Enum8('impression' = 1, 'start' = 2, 'q25' = 3, 'q50' = 4, 'q75' = 5, 'complete' = 6, 'like' = 7, 'share' = 8, 'list_add' = 9, 'reminder' = 10),
  channel LowCardinality(String), paid_owned_earned Enum8('unknown' = 0, 'paid' = 1, 'owned' = 2, 'earned' = 3), country LowCardinality(String), holdout UInt8,
  at DateTime64(3, 'UTC'), source LowCardinality(String), test UInt8, received_at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(content) ORDER BY event_id;
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_promo_to_raw TO raw_promo AS
SELECT * EXCEPT (segment), sipHash64(asset, title, viewer, action, channel, paid_owned_earned, country, holdout, at, source, test) AS content FROM landing_promo;

-- Families with corrections: the greater (updated_at, content hash) wins, in one 128-bit number because the engine
-- takes only one version column.
CREATE TABLE IF NOT EXISTS landing_promo_daily (
  segment UInt64, asset LowCardinality(String), channel LowCardinality(String), country LowCardinality(String), date Date, metric LowCardinality(String), value Float64,
  updated_at DateTime64(3, 'UTC'), source LowCardinality(String), test UInt8, received_at DateTime64(3, 'UTC')
) ENGINE = Null;
CREATE TABLE IF NOT EXISTS raw_promo_daily (
  asset LowCardinality(String), channel LowCardinality(String), country LowCardinality(String), date Date, metric LowCardinality(String), version UInt128, value Float64,
  updated_at DateTime64(3, 'UTC'), source LowCardinality(String), test UInt8, received_at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(version) ORDER BY (asset, channel, country, date, metric);
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_promo_daily_to_raw TO raw_promo_daily AS
SELECT * EXCEPT (segment),
  bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(updated_at)), 64), toUInt128(sipHash64(value, source, test))) AS version
FROM landing_promo_daily;

CREATE TABLE IF NOT EXISTS landing_mention (
  segment UInt64, mention_id String, title LowCardinality(String), channel LowCardinality(String), text String, lang LowCardinality(String), author UInt64, reach UInt64,
  country LowCardinality(String), at DateTime64(3, 'UTC'), updated_at DateTime64(3, 'UTC'), deleted UInt8, source LowCardinality(String), test UInt8, received_at DateTime64(3, 'UTC')
) ENGINE = Null;
CREATE TABLE IF NOT EXISTS raw_mention (
  mention_id String, version UInt128, title LowCardinality(String), channel LowCardinality(String), text String CODEC(ZSTD(3)), lang LowCardinality(String), author UInt64, reach UInt64,
  country LowCardinality(String), at DateTime64(3, 'UTC'), updated_at DateTime64(3, 'UTC'), deleted UInt8, source LowCardinality(String), test UInt8, received_at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(version) ORDER BY mention_id;
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_mention_to_raw TO raw_mention AS
SELECT * EXCEPT (segment),
  bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(updated_at)), 64), toUInt128(sipHash64(title, channel, text, lang, author, reach, country, at, deleted, source, test))) AS version
FROM landing_mention;

CREATE TABLE IF NOT EXISTS landing_review (
  segment UInt64, review_id String, title LowCardinality(String), episode LowCardinality(String), viewer UInt64, author UInt64, has_rating UInt8, rating Float32, scale_min Float32, scale_max Float32,
  text String, lang LowCardinality(String), country LowCardinality(String), at DateTime64(3, 'UTC'), updated_at DateTime64(3, 'UTC'), deleted UInt8,
  source LowCardinality(String), test UInt8, received_at DateTime64(3, 'UTC')
) ENGINE = Null;
CREATE TABLE IF NOT EXISTS raw_review (
  review_id String, version UInt128, title LowCardinality(String), episode LowCardinality(String), viewer UInt64, author UInt64, has_rating UInt8, rating Float32, scale_min Float32, scale_max Float32,
  text String CODEC(ZSTD(3)), lang LowCardinality(String), country LowCardinality(String), at DateTime64(3, 'UTC'), updated_at DateTime64(3, 'UTC'), deleted UInt8,
  source LowCardinality(String), test UInt8, received_at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(version) ORDER BY review_id;
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_review_to_raw TO raw_review AS
SELECT * EXCEPT (segment),
  bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(updated_at)), 64),
        toUInt128(sipHash64(title, episode, viewer, author, has_rating, rating, scale_min, scale_max, text, lang, country, at, deleted, source, test))) AS version
FROM landing_review;

CREATE TABLE IF NOT EXISTS landing_viewer (
  segment UInt64, viewer UInt64, age_band LowCardinality(String), gender LowCardinality(String), plan LowCardinality(String), joined_at Nullable(DateTime64(3, 'UTC')),
  country LowCardinality(String), language LowCardinality(String), updated_at DateTime64(3, 'UTC'), deleted UInt8, source LowCardinality(String), test UInt8, received_at DateTime64(3, 'UTC')
) ENGINE = Null;
CREATE TABLE IF NOT EXISTS raw_viewer (
  viewer UInt64, version UInt128, age_band LowCardinality(String), gender LowCardinality(String), plan LowCardinality(String), joined_at Nullable(DateTime64(3, 'UTC')),
  country LowCardinality(String), language LowCardinality(String), updated_at DateTime64(3, 'UTC'), deleted UInt8, source LowCardinality(String), test UInt8, received_at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(version) ORDER BY viewer;
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_viewer_to_raw TO raw_viewer AS
SELECT * EXCEPT (segment),
  bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(updated_at)), 64),
        toUInt128(sipHash64(age_band, gender, plan, ifNull(joined_at, toDateTime64(0, 3, 'UTC')), country, language, deleted, source, test))) AS version
FROM landing_viewer;

CREATE TABLE IF NOT EXISTS landing_catalog (
  segment UInt64, kind Enum8('title' = 1, 'episode' = 2, 'asset' = 3, 'milestone' = 4), id String, title LowCardinality(String), name String, form LowCardinality(String), show String,
  season UInt16, number UInt16, genres Array(String), languages Array(String), countries Array(String), hub String, creators Array(String), stage LowCardinality(String),
  premiere Nullable(DateTime64(3, 'UTC')), territories Array(String), runtime_ms UInt32, runtime_estimated UInt8, channel String, view_rule String, note String, simulated UInt8,
  effective_from Nullable(DateTime64(3, 'UTC')), updated_at DateTime64(3, 'UTC'), deleted UInt8, source LowCardinality(String), test UInt8, received_at DateTime64(3, 'UTC')
) ENGINE = Null;
-- One row a sender: two importers may know different things of the same title; the catalogue view merges them by field.
CREATE TABLE IF NOT EXISTS raw_catalog (
  kind Enum8('title' = 1, 'episode' = 2, 'asset' = 3, 'milestone' = 4), id String, version UInt128, title LowCardinality(String), name String, form LowCardinality(String), show String,
  season UInt16, number UInt16, genres Array(String), languages Array(String), countries Array(String), hub String, creators Array(String), stage LowCardinality(String),
  premiere Nullable(DateTime64(3, 'UTC')), territories Array(String), runtime_ms UInt32, runtime_estimated UInt8, channel String, view_rule String, note String, simulated UInt8,
  effective_from Nullable(DateTime64(3, 'UTC')), updated_at DateTime64(3, 'UTC'), deleted UInt8, source LowCardinality(String), test UInt8, received_at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(version) ORDER BY (kind, id, source, effective_from) SETTINGS allow_nullable_key = 1;
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_catalog_to_raw TO raw_catalog AS
SELECT * EXCEPT (segment),
  bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(updated_at)), 64),
        toUInt128(sipHash64(title, name, form, show, season, number, genres, languages, countries, hub, creators, stage, ifNull(premiere, toDateTime64(0, 3, 'UTC')),
                            territories, runtime_ms, runtime_estimated, channel, view_rule, note, simulated, deleted, test))) AS version
FROM landing_catalog;
