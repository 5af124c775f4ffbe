-- A quote tells a rating as it was given ("4 of 5"): beside the rating that figures are made of stands the sender's own with the
-- ends of its scale. Of what was read before there is none (a scale of no length), until it is read anew.
ALTER TABLE voice ADD COLUMN IF NOT EXISTS given Tuple(rating Float32, lowest Float32, highest Float32);
ALTER TABLE scratch_voice ADD COLUMN IF NOT EXISTS given Tuple(rating Float32, lowest Float32, highest Float32);

-- Ratings over time carry an interval. Squares of thousandths of 0…10: whole, so that sums do not depend on their order.
ALTER TABLE served_reception_hour ADD COLUMN IF NOT EXISTS rating_squares UInt64;
