-- name: signals
-- Three signals of a machine that have different units.
SELECT s.id FROM device d JOIN signal s ON s.device_id = d.id
WHERE d.machine_id = %(machine_id)s AND s.name IN ('vibration_de', 'temperature_de', 'speed') ORDER BY s.id;

-- name: readings
-- A day of readings of these signals, one in ten seconds, noisy as measured values are.
INSERT INTO readings (time, received_at, stored_at, value, signal_id, quality)
SELECT at, at, at, 3 + sin(extract(epoch FROM at) / 9000 + id) + round(random()::numeric, 3)::float8, id, 192
FROM generate_series(date_trunc('minute', now()) - interval '1 day', date_trunc('minute', now()) - interval '1 min',
                     interval '10 s') AS at,
     unnest(%(signal_ids)s::integer[]) AS id
ORDER BY at, id;

-- name: minutes
-- Their minutes.
INSERT INTO rollup_minute (signal_id, bucket, count, sum, min, max, first, last, first_at, last_at)
SELECT signal_id, date_trunc('minute', time, 'UTC'), count(*), sum(value), min(value), max(value),
       (array_agg(value ORDER BY time))[1], (array_agg(value ORDER BY time DESC))[1], min(time), max(time)
FROM readings WHERE signal_id = ANY(%(signal_ids)s) GROUP BY signal_id, date_trunc('minute', time, 'UTC');
