-- name: signals
-- One machine with many signals: what lies on the disk is that of a fleet.
WITH plant AS (
    INSERT INTO place (key, kind, name, time_zone) VALUES ('plant', 'site', 'Plant', 'Europe/Berlin') RETURNING id
), machine AS (
    INSERT INTO machine (key, place_id, name, type) SELECT 'motor', id, 'Motor', 'motor' FROM plant RETURNING id
), device AS (
    INSERT INTO device (name, machine_id) SELECT 'node', id FROM machine RETURNING id
)
INSERT INTO signal (device_id, name, kind, unit, interval_s)
SELECT id, 'temperature_' || n, 'temperature', 'Cel', %(interval_s)s FROM device, generate_series(1, %(signals)s) AS n;

-- name: signal_ids
-- In the order in which their rows follow each other.
SELECT id FROM signal ORDER BY id;

-- name: drop_readings_index
-- Rows go in faster without it.
DROP INDEX readings_signal_time;

-- name: create_readings_index
-- As the migration made it.
CREATE UNIQUE INDEX readings_signal_time ON readings (signal_id, time);

-- name: drop_minutes_index
-- Rows go in faster without it.
DROP INDEX rollup_minute_signal_bucket;

-- name: create_minutes_index
-- As the migration made it.
CREATE UNIQUE INDEX rollup_minute_signal_bucket ON rollup_minute (signal_id, bucket);

-- name: readings
-- One hour of all signals, in the order of time.
INSERT INTO readings (time, received_at, stored_at, value, signal_id, quality)
SELECT at, at, at, 60 + sin(extract(epoch FROM at) / 13751.0 + id) + random() * 0.2, id, 192
FROM generate_series(%(start_at)s, %(start_at)s + interval '1 hour' - interval '1 second',
                     make_interval(secs => %(interval_s)s)) AS at, signal
ORDER BY at, id;

-- name: minutes
-- One hour of minutes of all signals, in the order of time.
INSERT INTO rollup_minute (bucket, sum, min, max, first, last, first_at, last_at, count, signal_id)
SELECT at, 360, 59, 61, 60, 60, at, at + interval '50 s', 60 / %(interval_s)s, id
FROM generate_series(%(start_at)s, %(start_at)s + interval '59 min', interval '1 min') AS at, signal
ORDER BY at, id;

-- name: vacuum
-- As autovacuum leaves it: nothing has to be written when a row is read first.
VACUUM ANALYZE;
