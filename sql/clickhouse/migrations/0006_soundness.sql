-- Whether the data is sound, looked at by a job every few seconds instead of by each visitor: the questions go over raw
-- rows, and took a second at a hundred million of them. One row a question, as JSON that sql/soundness writes and reads.
CREATE TABLE IF NOT EXISTS served_soundness (
  question LowCardinality(String), version UInt64, as_of DateTime64(3, 'UTC'), answer String
) ENGINE = ReplacingMergeTree(version) ORDER BY question;

-- How many rows of which family a load brought: what came when is known without reading the rows.
ALTER TABLE loaded_segment ADD COLUMN IF NOT EXISTS families Map(String, UInt64);
