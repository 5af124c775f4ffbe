-- Whether a daily count was paid, owned or earned: channels export them apart, so it is part of what a count is. What was sent
-- before does not say. Last in its tables: a sorting key can only be made longer.
ALTER TABLE landing_promo_daily ADD COLUMN IF NOT EXISTS paid_owned_earned Enum8('unknown' = 0, 'paid' = 1, 'owned' = 2, 'earned' = 3);
ALTER TABLE raw_promo_daily
  ADD COLUMN IF NOT EXISTS paid_owned_earned Enum8('unknown' = 0, 'paid' = 1, 'owned' = 2, 'earned' = 3),
  MODIFY ORDER BY (asset, channel, country, date, metric, paid_owned_earned);
ALTER TABLE landing_promo_daily_to_raw MODIFY QUERY
SELECT asset, channel, country, date, metric,
  bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(updated_at)), 64), toUInt128(sipHash64(value, source, test))) AS version,
  value, updated_at, source, test, received_at, paid_owned_earned
FROM landing_promo_daily;
