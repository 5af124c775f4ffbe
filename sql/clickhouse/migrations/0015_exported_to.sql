-- The last UTC day (since the epoch) that a channel's export tells views of; 0: none does. A later day is one that nobody has told
-- of yet, and not one without a view. Campaigns are counted anew, which fills it.
ALTER TABLE served_buzz ADD COLUMN IF NOT EXISTS exported_to UInt32 AFTER matures_at;
INSERT INTO buzz_title SELECT title, version + 1, 1, now64(3, 'UTC') FROM served_buzz FINAL;
