-- name: changes
-- How often the fleet was changed, to know when to read the limits again.
SELECT last_value FROM fleet_change;

-- name: limits
-- The limits of the signals of placed machines, one row each, with the way they are judged where it is set.
SELECT l.signal_id, v.level, v.value, s.deadband, s.on_delay_s, s.off_delay_s, s.priority, s.latching,
       s.only_while_running
FROM signal_limit l
JOIN signal g ON g.id = l.signal_id AND g.retired_at IS NULL
JOIN device d ON d.id = g.device_id AND d.machine_id IS NOT NULL
CROSS JOIN LATERAL (VALUES ('low_low', l.low_low), ('low', l.low), ('high', l.high), ('high_high', l.high_high),
                           ('rate', l.rate_per_h)) AS v (level, value)
LEFT JOIN limit_setting s ON s.signal_id = l.signal_id AND s.level = v.level
WHERE v.value IS NOT NULL
ORDER BY l.signal_id;

-- name: signals
-- The signals with limits, and those that tell whether a machine runs: machine, device, range, interval, and since
-- when their limits are as they are.
SELECT g.id, d.machine_id, d.id, coalesce(g.minimum, '-Infinity'), coalesce(g.maximum, 'Infinity'), g.interval_s,
       coalesce((extract(epoch FROM l.changed_at) * 1e6)::bigint, 0)
FROM signal g JOIN device d ON d.id = g.device_id AND d.machine_id IS NOT NULL
LEFT JOIN signal_limit l ON l.signal_id = g.id
WHERE g.retired_at IS NULL
  AND (l.signal_id IS NOT NULL OR EXISTS (SELECT FROM machine m WHERE m.running_signal_id = g.id));

-- name: running_rules
-- By which signal it is known whether a machine runs.
SELECT m.id, m.running_signal_id, m.running_above, m.starting_s FROM machine m JOIN signal g ON g.id = m.running_signal_id
WHERE m.running_above IS NOT NULL AND g.retired_at IS NULL;

-- name: raised
-- The limits whose alarm is on, with its machine, whether there still is such a limit or not.
SELECT signal_id, kind, machine_id FROM alarm WHERE active AND subject = 'machine' AND signal_id IS NOT NULL;

-- name: readings
-- Good readings of signals, each from a moment on and before another; whether this transaction has stored them.
SELECT w.signal_id, (extract(epoch FROM r.time) * 1e6)::bigint, r.value, r.stored_at = now()
FROM unnest(%(signals)s::integer[], %(since)s::timestamptz[], %(until)s::timestamptz[]) AS w (signal_id, since, until)
CROSS JOIN LATERAL (
    SELECT time, value, stored_at FROM readings
    WHERE signal_id = w.signal_id AND time >= w.since AND time < w.until AND quality = 192 AND value IS NOT NULL
    ORDER BY time
) r
ORDER BY w.signal_id, r.time;

-- name: reading_before
-- The last good reading of a signal before a moment, that this transaction has not stored.
SELECT (extract(epoch FROM time) * 1e6)::bigint, value, false FROM readings
WHERE signal_id = %(signal)s AND time < %(before)s AND quality = 192 AND value IS NOT NULL AND stored_at <> now()
ORDER BY time DESC LIMIT 1;

-- name: episodes_from
-- The episodes of signals that were on at a moment or later.
SELECT w.signal_id, e.kind, (extract(epoch FROM e.began_at) * 1e6)::bigint,
       (extract(epoch FROM e.raised_at) * 1e6)::bigint,
       coalesce((extract(epoch FROM e.cleared_at) * 1e6)::bigint, %(never)s), coalesce(e.value, 'NaN')
FROM unnest(%(signals)s::integer[], %(since)s::timestamptz[]) AS w (signal_id, since)
JOIN alarm_episode e ON e.source = 'signal:' || w.signal_id AND (e.cleared_at IS NULL OR e.cleared_at >= w.since)
WHERE e.kind IN ('low_low', 'low', 'high', 'high_high', 'rate')
ORDER BY w.signal_id, e.raised_at;
