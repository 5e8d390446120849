-- name: machine
-- One machine with the way to its place, and the nearest address on that way.
SELECT m.id, m.key, m.name, m.type, m.maker, m.model, m.serial_number, m.rated_power_kw, m.rated_speed_rpm,
       m.criticality, p.names, p.time_zone,
       (SELECT a.address FROM place a WHERE a.id = ANY(p.ids) AND a.address IS NOT NULL
        ORDER BY array_position(p.ids, a.id) DESC LIMIT 1),
       m.running_signal_id, m.place_id, m.year, m.mounting, m.tags, m.retired_at
FROM machine m JOIN place_path p USING (place_id)
WHERE m.id = %(machine_id)s;

-- name: exists
-- Whether there is such a machine.
SELECT EXISTS (SELECT FROM machine WHERE id = %(machine_id)s);

-- name: signals
-- The signals of one machine with their limits, in the order of the fleet file; those that are retired if asked for.
SELECT s.id, s.name, coalesce(s.title, s.name), s.unit, s.interval_s, s.stuck_after_s, s.minimum, s.maximum,
       l.low_low, l.low, l.high, l.high_high, p.per_day, d.name, s.retired_at
FROM device d JOIN signal s ON s.device_id = d.id
LEFT JOIN signal_limit l ON l.signal_id = s.id
LEFT JOIN signal_slope p ON p.signal_id = s.id
WHERE d.machine_id = %(machine_id)s AND (%(retired)s OR s.retired_at IS NULL)
ORDER BY s.id;

-- name: newest
-- What changes whenever there is something new about a machine: its last storing, its state, and what it is.
SELECT (SELECT max(l.stored_at) FROM device d JOIN signal s ON s.device_id = d.id JOIN latest l ON l.signal_id = s.id
        WHERE d.machine_id = %(machine_id)s),
       (SELECT max(d.status_at) FROM device d WHERE d.machine_id = %(machine_id)s),
       (SELECT seq FROM machine_state WHERE machine_id = %(machine_id)s), (SELECT last_value FROM fleet_change);

-- name: tails
-- What each signal of a machine said last, and since when its device says that it is off-line.
SELECT l.signal_id, l.time, l.received_at, l.value, l.quality, l.live, l.usable_at, l.usable, l.changed_at,
       CASE WHEN d.online = false THEN d.status_at END
FROM device d JOIN signal s ON s.device_id = d.id JOIN latest l ON l.signal_id = s.id
WHERE d.machine_id = %(machine_id)s
ORDER BY l.signal_id;

-- name: state
-- How the machine is, as the judge saw it last, and when the judge was last at work.
SELECT s.machine_id, s.condition, s.running, s.trust, s.reason, s.urgency, s.signal_id, s.value, s.limit_value, s.per_day,
       s.others, s.data_at, u.name, s.since, (SELECT at FROM heartbeat WHERE process = 'jobs')
FROM machine_state s LEFT JOIN maintenance_plan u ON u.id = s.plan_id WHERE s.machine_id = %(machine_id)s;

-- name: sparks
-- The last hours of all signals of a machine in steps: lowest and highest reading of each.
SELECT m.signal_id, (date_part('epoch', m.bucket)::bigint / %(step_s)s) * %(step_s)s AS at, min(m.min), max(m.max)
FROM device d JOIN signal s ON s.device_id = d.id JOIN minute m ON m.signal_id = s.id
WHERE d.machine_id = %(machine_id)s AND s.retired_at IS NULL AND m.bucket >= %(start_at)s AND m.bucket <= %(end_at)s
GROUP BY 1, 2 ORDER BY 1, 2;

-- name: running_time
-- For how long it ran since the first tallied day: the tallied hours, and the minutes since the last of them.
WITH tallied AS (
    SELECT (SELECT sum(running_s) FROM tally
            WHERE scope = 'machine' AND scope_id = %(machine_id)s AND period = 'day') AS seconds,
           (SELECT min(start) FROM tally
            WHERE scope = 'machine' AND scope_id = %(machine_id)s AND period = 'day') AS since,
           (SELECT max(start) + interval '1 hour' FROM tally
            WHERE scope = 'machine' AND scope_id = %(machine_id)s AND period = 'hour') AS until
)
SELECT coalesce(t.seconds, 0) + coalesce(recent.seconds, 0), coalesce(t.since, recent.since)
FROM tallied t, machine m JOIN signal s ON s.id = m.running_signal_id,
LATERAL (SELECT count(*) FILTER (WHERE r.sum > r.count * m.running_above) * greatest(60, s.interval_s) AS seconds,
                min(r.first_at) AS since
         FROM minute r
         WHERE r.signal_id = s.id AND r.bucket >= greatest(t.until, %(now)s - interval '2 days')
           AND r.bucket <= %(now)s) AS recent
WHERE m.id = %(machine_id)s;
