-- The promo records of an audited title by viewer, where the raw ones lie by their ids: read through once a title and not once a
-- piece of its viewers. Between titles no row of a viewer stands here.
CREATE TABLE IF NOT EXISTS scratch_audit_promo (
  asset LowCardinality(String), channel LowCardinality(String), viewer UInt64, at_ms Int64, action Int8, event_id String, holdout UInt8
) ENGINE = MergeTree ORDER BY viewer;
