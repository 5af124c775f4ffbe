-- What titles publish of a segment bounds it on the slate from below: such people can't hide another segment's there. One row
-- a segment of the slate of which either is so.
ALTER TABLE served_audience_exposed ADD COLUMN IF NOT EXISTS exposed UInt8 DEFAULT 1;
ALTER TABLE served_audience_exposed ADD COLUMN IF NOT EXISTS at_least UInt64 DEFAULT 0;
