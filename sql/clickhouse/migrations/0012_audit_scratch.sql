-- What the audit makes of the raw records of some viewers of a title, step by step, so that each number is a plain question.
-- In memory, of one piece of a sample at a time: between titles no row of a viewer stands here. Instants are milliseconds since
-- the epoch, hours and days count from it.
--
-- A play that counts, with its episode's length as it was when the viewer first played it (0: not known).
CREATE TABLE IF NOT EXISTS scratch_audit_play (
  viewer UInt64, episode String, play UInt64, start_ms Int64, end_ms Int64, cells_only UInt8, speed Float32,
  country String, device Int8, region String, audio String, first_ms Int64, runtime_ms UInt32, cells UInt32
) ENGINE = Memory;
-- A cell that a play watched, by the hour of the records that tell it; inside: within that length.
CREATE TABLE IF NOT EXISTS scratch_audit_cell (
  viewer UInt64, episode String, play UInt64, hour UInt32, cell UInt32, inside UInt8
) ENGINE = Memory;
-- What a play's counter did in an hour with records, and since the hour before that has any.
CREATE TABLE IF NOT EXISTS scratch_audit_step (
  viewer UInt64, episode String, play UInt64, hour UInt32, inner_ms Int64, at_lo Int64, at_hi Int64, step_ms Int64, step_from Int64
) ENGINE = Memory;
-- Content played: by the hour of the record that tells it (told), and by the hour it was played in.
CREATE TABLE IF NOT EXISTS scratch_audit_amount (
  told UInt8, viewer UInt64, episode String, play UInt64, hour UInt32, ms Int64
) ENGINE = Memory;
-- An episode (the film) that a viewer's completion asks for.
CREATE TABLE IF NOT EXISTS scratch_audit_asked (
  viewer UInt64, episode String, available_ms Int64, cells UInt32
) ENGINE = Memory;
-- What became of a viewer, and in which hour; 0: it did not.
CREATE TABLE IF NOT EXISTS scratch_audit_outcome (
  viewer UInt64, viewed_hour UInt32, start_hour UInt32, watch_hour UInt32, complete_hour UInt32, release_day UInt32
) ENGINE = Memory;
-- The reviews and mentions of a title that count.
CREATE TABLE IF NOT EXISTS scratch_audit_voice (
  kind String, id String, viewer UInt64, rating Int32, has_text UInt8, says String
) ENGINE = Memory;
