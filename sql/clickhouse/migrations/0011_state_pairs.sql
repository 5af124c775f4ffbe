-- Viewers of titles whose state is not what their records say, as they were found by the first look of a recompute and by
-- the second one, when the loads that were running then had ended. Emptied before each.
CREATE TABLE IF NOT EXISTS scratch_state_pair (
  title LowCardinality(String), viewer UInt64, look UInt8
) ENGINE = MergeTree ORDER BY (look, title, viewer);
