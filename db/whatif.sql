-- name: signal
-- How often a signal is expected, its range, and the rule by which its machine runs: signal, threshold, grace,
-- interval.
SELECT s.interval_s, coalesce(s.minimum, '-Infinity'), coalesce(s.maximum, 'Infinity'), m.running_signal_id, m.running_above, m.starting_s, r.interval_s
FROM signal s JOIN device d ON d.id = s.device_id LEFT JOIN machine m ON m.id = d.machine_id
LEFT JOIN signal r ON r.id = m.running_signal_id
WHERE s.id = %(signal_id)s;

-- name: readings
-- Good readings of one signal, packed column by column, the newest first; of too many the newest.
SELECT string_agg(timestamptz_send(time), ''::bytea), string_agg(float8send(value), ''::bytea)
FROM (SELECT time, value FROM readings
      WHERE signal_id = %(signal_id)s AND time >= %(start_at)s AND time < %(end_at)s
        AND quality = 192 AND value IS NOT NULL
      ORDER BY time DESC LIMIT %(most)s) AS newest;
