-- Titles that a recompute of everything has still to do: one that was interrupted goes on where it was.
CREATE TABLE IF NOT EXISTS recompute_title (
  title String, version UInt64, waits UInt8
) ENGINE = ReplacingMergeTree(version) ORDER BY title;
