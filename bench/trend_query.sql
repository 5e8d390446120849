-- name: signals
-- One machine: a vibration every second, and 22 temperatures every ten seconds.
WITH plant AS (
    INSERT INTO place (key, kind, name, time_zone) VALUES ('plant', 'site', 'Plant', 'Europe/Berlin') RETURNING id
), machine AS (
    INSERT INTO machine (key, place_id, name, type) SELECT 'motor', id, 'Motor', 'motor' FROM plant RETURNING id
), device AS (
    INSERT INTO device (name, machine_id) SELECT 'node', id FROM machine RETURNING id
)
INSERT INTO signal (device_id, name, kind, unit, interval_s)
SELECT id, 'vibration', 'vibration_velocity_rms', 'mm/s', 1 FROM device
UNION ALL
SELECT id, 'temperature_' || n, 'temperature', 'Cel', 10 FROM device, generate_series(1, 22) AS n;

-- name: drop_index
-- Rows go in faster without it.
DROP INDEX readings_signal_time;

-- name: create_index
-- As the migration made it.
CREATE UNIQUE INDEX readings_signal_time ON readings (signal_id, time);

-- name: readings
-- One day of all signals, in the order of time: as an ingester writes them, signals interleaved.
-- A daily swing with noise; the spikes come on top. Nothing is sent for ten minutes of each seventh day.
INSERT INTO readings (time, received_at, stored_at, value, signal_id, quality)
SELECT at, at, at, 2 + sin(second / 13751.0) + random() * 0.2, s.id, 192
FROM generate_series(0, 86399) AS second
JOIN signal s ON s.interval_s = 1 OR second %% 10 = 0,
LATERAL (SELECT %(day)s + make_interval(secs => second) AS at) AS time
WHERE NOT (%(gap)s AND second BETWEEN 36000 AND 36599)
ORDER BY second, s.id;

-- name: set_spikes
-- Turn single readings of the fast signal into spikes, each of its own height.
UPDATE readings r SET value = spike.value
FROM unnest(%(at)s::timestamptz[], %(value)s::float8[]) AS spike (at, value)
WHERE r.signal_id = (SELECT id FROM signal WHERE name = 'vibration') AND r.time = spike.at;

-- name: minutes
-- One day of minutes from the readings.
INSERT INTO rollup_minute (bucket, sum, min, max, first, last, first_at, last_at, count, signal_id)
SELECT bucket, sum(value), min(value), max(value), (array_agg(value ORDER BY time))[1],
       (array_agg(value ORDER BY time DESC))[1], min(time), max(time), count(*), signal_id
FROM (SELECT date_trunc('minute', time, 'UTC') AS bucket, * FROM readings
      WHERE time >= %(day)s AND time < %(day)s + interval '1 day') AS r
GROUP BY bucket, signal_id ORDER BY bucket, signal_id;

-- name: hours
-- Hours from minutes.
INSERT INTO rollup_hour (bucket, sum, min, max, first, last, first_at, last_at, count, signal_id)
SELECT date_trunc('hour', bucket, 'UTC'), sum(sum), min(min), max(max), (array_agg(first ORDER BY bucket))[1],
       (array_agg(last ORDER BY bucket DESC))[1], min(first_at), max(last_at), sum(count), signal_id
FROM rollup_minute GROUP BY 1, signal_id ORDER BY 1, signal_id;

-- name: days
-- Days from hours.
INSERT INTO rollup_day (bucket, sum, min, max, first, last, first_at, last_at, count, signal_id)
SELECT date_trunc('day', bucket, 'UTC'), sum(sum), min(min), max(max), (array_agg(first ORDER BY bucket))[1],
       (array_agg(last ORDER BY bucket DESC))[1], min(first_at), max(last_at), sum(count), signal_id
FROM rollup_hour GROUP BY 1, signal_id ORDER BY 1, signal_id;

-- name: analyze
-- Let the planner know.
ANALYZE;

-- name: fast_signal
-- The signal that speaks every second.
SELECT id FROM signal WHERE name = 'vibration';

-- name: extremes
-- The lowest and the highest reading of each bin of a span, from the readings themselves.
SELECT floor((date_part('epoch', time) - date_part('epoch', %(start_at)s)) / %(bin_s)s)::int, min(value), max(value)
FROM readings
WHERE signal_id = %(signal_id)s AND time >= %(start_at)s AND time < %(end_at)s AND value IS NOT NULL
GROUP BY 1;
