-- What people say of titles. A review or mention is read once a body and scorer (what it says, what it is about, which place it
-- names) into `voice`; a title's rows are counted from there.
--
-- Which identities a segment brought: jobs read their work from here, never from a queue's payload.
CREATE TABLE IF NOT EXISTS touched_voice (
  segment UInt64, kind Enum8('review' = 1, 'mention' = 2), id String, marked_at DateTime('UTC')
) ENGINE = ReplacingMergeTree
ORDER BY (segment, kind, id)
TTL marked_at + INTERVAL 30 DAY
SETTINGS index_granularity = 2048;
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_review_to_touched TO touched_voice AS
SELECT segment, 'review' AS kind, review_id AS id, now() AS marked_at FROM landing_review;
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_mention_to_touched TO touched_voice AS
SELECT segment, 'mention' AS kind, mention_id AS id, now() AS marked_at FROM landing_mention;

-- Every title that an identity ever named: a correction that names another one takes it from the former.
CREATE TABLE IF NOT EXISTS voice_title (
  kind Enum8('review' = 1, 'mention' = 2), id String, title LowCardinality(String)
) ENGINE = ReplacingMergeTree ORDER BY (kind, id, title) SETTINGS index_granularity = 256;
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_review_to_title TO voice_title AS
SELECT 'review' AS kind, review_id AS id, title FROM landing_review;
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_mention_to_title TO voice_title AS
SELECT 'mention' AS kind, mention_id AS id, title FROM landing_mention;

-- When an author was first heard of, whatever about: a minimum over all bodies, so that their order changes nothing.
CREATE TABLE IF NOT EXISTS voice_author (
  author UInt64, first_at SimpleAggregateFunction(min, DateTime64(3, 'UTC'))
) ENGINE = AggregatingMergeTree ORDER BY author SETTINGS index_granularity = 2048;
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_review_to_author TO voice_author AS
SELECT author, min(at) AS first_at FROM landing_review WHERE author != 0 AND test = 0 GROUP BY author;
CREATE MATERIALIZED VIEW IF NOT EXISTS landing_mention_to_author TO voice_author AS
SELECT author, min(at) AS first_at FROM landing_mention WHERE author != 0 AND test = 0 GROUP BY author;

-- What was said before these tables were there. The bodies themselves are read as after a change of the scorer.
INSERT INTO voice_title SELECT 'review', review_id, title FROM raw_review;
INSERT INTO voice_title SELECT 'mention', mention_id, title FROM raw_mention;
INSERT INTO voice_author SELECT author, min(at) FROM raw_review WHERE author != 0 AND test = 0 GROUP BY author;
INSERT INTO voice_author SELECT author, min(at) FROM raw_mention WHERE author != 0 AND test = 0 GROUP BY author;

-- Loads whose reviews and mentions stand in `voice`. Written after that, as rolled_segment is.
CREATE TABLE IF NOT EXISTS heard_segment (
  loaded_at DateTime64(3, 'UTC'), segment UInt64
) ENGINE = ReplacingMergeTree ORDER BY (loaded_at, segment) TTL toDateTime(loaded_at) + INTERVAL 30 DAY;

-- The newest body of an identity as a scorer reads it; of titles that it named once, a row that says it has moved. Of a body
-- that does not count there is nothing but why. Every text in it has been cut, and rid of what points to a person.
CREATE TABLE IF NOT EXISTS voice (
  title LowCardinality(String), kind Enum8('review' = 1, 'mention' = 2), id String, scorer LowCardinality(String),
  -- version of the raw row
  body UInt128,
  state Enum8('counts' = 1, 'deleted' = 2, 'test' = 3, 'moved' = 4),
  at DateTime64(3, 'UTC'), viewer UInt64, author UInt64, channel LowCardinality(String), episode LowCardinality(String),
  -- millionths of 0…10, so that sums do not depend on their order; -1: none
  rating Int32,
  has_text UInt8, language LowCardinality(String), model LowCardinality(String), model_version UInt32,
  says Enum8('nothing' = 0, 'positive' = 1, 'neutral' = 2, 'negative' = 3, 'no-words' = 4, 'no-model' = 5, 'unknown-language' = 6),
  positive Float32, neutral Float32, negative Float32,
  terms Array(String),
  aspects Array(Tuple(aspect LowCardinality(String), says Enum8('nothing' = 0, 'positive' = 1, 'neutral' = 2, 'negative' = 3), sentence String)),
  -- episode number (0: not said, 65535: the last one) and second (-1: not said)
  places Array(Tuple(episode UInt16, second Int32)),
  -- of the text without case, signs and spaces; 0 and nothing where it is too short to be told apart
  text_hash UInt64, signature Array(UInt32),
  -- '' where it may not be quoted
  quote String CODEC(ZSTD(3))
) ENGINE = ReplacingMergeTree(body) ORDER BY (title, kind, id, scorer) SETTINGS index_granularity = 2048;

-- Scorers that have read everything, or do: the newest that has is the one whose scores are served. A scorer that reads
-- everything anew notes how far it is.
CREATE TABLE IF NOT EXISTS voice_scorer (
  scorer String, version UInt64, state Enum8('reading' = 1, 'switching' = 2, 'serving' = 3),
  kind Enum8('review' = 1, 'mention' = 2), cursor String, done UInt64, total UInt64, noted_at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(version) ORDER BY scorer;

-- Titles whose served rows are older than their voices.
CREATE TABLE IF NOT EXISTS reception_title (
  title LowCardinality(String), version UInt64, dirty UInt8, since DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(version) ORDER BY title;

-- The voices of some titles that count, while a roll-up counts them, and which of their texts are alike.
CREATE TABLE IF NOT EXISTS scratch_voice (
  title LowCardinality(String), kind Enum8('review' = 1, 'mention' = 2), id String, at DateTime64(3, 'UTC'), hour UInt32,
  channel LowCardinality(String), episode LowCardinality(String), rating Int32, has_text UInt8,
  language LowCardinality(String), model LowCardinality(String), model_version UInt32,
  says Enum8('nothing' = 0, 'positive' = 1, 'neutral' = 2, 'negative' = 3, 'no-words' = 4, 'no-model' = 5, 'unknown-language' = 6),
  positive Float32, neutral Float32, negative Float32, terms Array(String),
  aspects Array(Tuple(aspect LowCardinality(String), says Enum8('nothing' = 0, 'positive' = 1, 'neutral' = 2, 'negative' = 3), sentence String)),
  places Array(Tuple(episode UInt16, second Int32)), text_hash UInt64, signature Array(UInt32), quote String,
  -- of a starter; of somebody heard of, or who joined, less than two days before
  verified UInt8, newcomer UInt8
) ENGINE = MergeTree ORDER BY (title, kind, id);
CREATE TABLE IF NOT EXISTS scratch_alike (
  title LowCardinality(String), text_hash UInt64, alike UInt64, texts UInt32
) ENGINE = MergeTree ORDER BY (title, text_hash);

-- Served. Rows of an older version than the title's row in served_reception have vanished.
CREATE TABLE IF NOT EXISTS served_reception_hour (
  title LowCardinality(String), hour UInt32, kind Enum8('review' = 1, 'mention' = 2), language LowCardinality(String),
  model LowCardinality(String), model_version UInt32, verified UInt8, channel LowCardinality(String),
  -- of a review that the adjusted figures leave out
  suspect UInt8, version UInt64,
  voices UInt32, positive UInt32, neutral UInt32, negative UInt32, no_words UInt32, no_model UInt32, unknown_language UInt32,
  ratings UInt32, rating_sum UInt64, high_ratings UInt32
) ENGINE = ReplacingMergeTree(version) ORDER BY (title, hour, kind, language, model, model_version, verified, channel, suspect);
-- Written last, one row a title. What does not add up stands in `detail`, JSON that sql/rollup/reception writes and sql/queries reads.
CREATE TABLE IF NOT EXISTS served_reception (
  title LowCardinality(String), version UInt64, as_of DateTime64(3, 'UTC'), scorer LowCardinality(String),
  -- tells whether other reviewers have become starters since
  verified_mark UInt64,
  voices UInt64, positive UInt64, neutral UInt64, negative UInt64, unscored UInt64, ratings UInt64, rating_sum UInt64, high_ratings UInt64,
  deleted UInt64, test UInt64, older UInt64, detail String CODEC(ZSTD(3))
) ENGINE = ReplacingMergeTree(version) ORDER BY title;
