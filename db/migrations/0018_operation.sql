-- In which minutes of an hour a machine ran: running hours and starts by the day of its plant, exact in every time zone.

-- Minutes as 60 bits, minute 0 is bit 0, as in 0003; null: nothing told whether it ran.
ALTER TABLE tally
    ADD COLUMN ran_minutes bigint,          -- in which it ran
    ADD COLUMN told_minutes bigint;         -- in which it is known whether it did

-- The last month is counted again, newest first and beside everything else, as far as its minutes are kept.
INSERT INTO untallied_hour (hour)
SELECT hour
FROM (SELECT DISTINCT start AS hour FROM tally
      WHERE scope = 'place' AND period = 'hour' AND start > now() - interval '32 days') AS counted
WHERE EXISTS (SELECT FROM rollup_minute WHERE bucket >= hour AND bucket < hour + interval '1 hour')
  AND EXISTS (SELECT FROM rollup_minute WHERE bucket >= hour - interval '1 hour' AND bucket < hour)
ON CONFLICT DO NOTHING;
