-- The nightly audit: served numbers of a sample of titles computed again from raw rows, and what differs.
CREATE TABLE IF NOT EXISTS audit_run (
  ran_at DateTime64(3, 'UTC'), seed String, titles UInt32, compared UInt32, differing UInt32, skipped UInt32, seconds Float64
) ENGINE = ReplacingMergeTree ORDER BY ran_at TTL toDateTime(ran_at) + INTERVAL 1 YEAR;
CREATE TABLE IF NOT EXISTS audit_difference (
  ran_at DateTime64(3, 'UTC'), title LowCardinality(String), metric LowCardinality(String), scope String, served Float64, recomputed Float64
) ENGINE = ReplacingMergeTree ORDER BY (ran_at, title, metric, scope) TTL toDateTime(ran_at) + INTERVAL 1 YEAR;
