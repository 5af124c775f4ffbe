-- Runtimes that really changed: each with from when it is in force, the first from the beginning (0). Only where there is more
-- than one. A correction is no change: it takes the place of what it corrects.
ALTER TABLE served_episode ADD COLUMN IF NOT EXISTS runtimes Array(Tuple(from_ms Int64, runtime_ms UInt32));

-- The same of a title's episodes (a film: ''), ascending within each.
ALTER TABLE served_title ADD COLUMN IF NOT EXISTS changes Array(Tuple(episode String, from_ms Int64, runtime_ms UInt32, cells UInt32));
