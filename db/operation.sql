-- name: hours
-- The tallied hours of a machine in which something told whether it ran: minutes as 60 bits.
SELECT start, ran_minutes, told_minutes FROM tally
WHERE scope = 'machine' AND scope_id = %(machine_id)s AND period = 'hour' AND start >= %(start_at)s
  AND told_minutes IS NOT NULL
ORDER BY start;

-- name: teller
-- The signal that tells whether a machine runs, above which value, and for how many minutes a reading stands if none follows.
SELECT coalesce(s.title, s.name), s.unit, m.running_above,
       least(floor(%(intervals_carried)s * s.interval_s / 60), 44640)::integer
FROM machine m JOIN signal s ON s.id = m.running_signal_id WHERE m.id = %(machine_id)s;

-- name: minutes
-- Whether it ran on average, minute by minute, without values that cannot be: what comes after the tallied hours.
SELECT r.bucket, r.sum > r.count * m.running_above
FROM machine m JOIN signal s ON s.id = m.running_signal_id JOIN minute r ON r.signal_id = s.id
WHERE m.id = %(machine_id)s AND r.bucket >= %(start_at)s AND r.bucket < %(end_at)s
  AND r.max <= coalesce(s.maximum, r.max) AND r.min >= coalesce(s.minimum, r.min)
  AND (s.retired_at IS NULL OR r.bucket < s.retired_at)
ORDER BY r.bucket;
