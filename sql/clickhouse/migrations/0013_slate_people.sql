-- The days on which a person was active, whatever they watched: people of the slate are summed from it person by person,
-- where the rows of viewers lie title by title and a slice of the people would read a block of each title.
CREATE TABLE IF NOT EXISTS slate_viewer (
  viewer UInt64, version UInt64, days Array(UInt16)
) ENGINE = ReplacingMergeTree(version) ORDER BY viewer SETTINGS index_granularity = 2048;

INSERT INTO slate_viewer
SELECT viewer, max(version), arraySort(groupUniqArrayArray(days))
FROM (
  SELECT title, viewer, max(version) AS version, argMax(v.days, v.version) AS days
  FROM viewer_title AS v WHERE title IN (SELECT title FROM served_title FINAL WHERE deleted = 0)
  GROUP BY title, viewer
)
GROUP BY viewer
SETTINGS max_bytes_before_external_group_by = 300000000;
