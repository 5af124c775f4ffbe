-- Which titles an episode was said to belong to. The catalogue keeps only what was said last: a sender who gives the episodes
-- of two seasons the same ids takes them from one and gives them to the other, and nothing else here would tell.
CREATE TABLE IF NOT EXISTS episode_claim (
  episode String, title LowCardinality(String), updated_at DateTime64(3, 'UTC'), deleted UInt8, said_at DateTime('UTC')
) ENGINE = ReplacingMergeTree(updated_at) ORDER BY (episode, title) TTL said_at + INTERVAL 30 DAY;

CREATE MATERIALIZED VIEW IF NOT EXISTS landing_catalog_to_claim TO episode_claim AS
SELECT id AS episode, title, updated_at, deleted, now() AS said_at
FROM landing_catalog
WHERE kind = 'episode' AND test = 0;
