-- name: more_signals
-- Three more signals for each device, so that it has eight.
INSERT INTO signal (device_id, name, title, kind, unit, interval_s)
SELECT d.id, 'more_' || n, 'Pressure ' || n, 'pressure', 'bar', 10 FROM device d, generate_series(1, 3) AS n
ORDER BY d.id, n;

-- name: more_hours
-- Their hours: those of the current of the same device.
INSERT INTO rollup_hour (signal_id, bucket, count, sum, min, max, first, last, first_at, last_at)
SELECT s.id, h.bucket, h.count, h.sum, h.min, h.max, h.first, h.last, h.first_at, h.last_at
FROM signal s JOIN signal c ON c.device_id = s.device_id AND c.name = 'current' JOIN rollup_hour h ON h.signal_id = c.id
WHERE s.kind = 'pressure' ORDER BY h.bucket, s.id;

-- name: more_minutes
-- Their minutes: those of the current of the same device.
INSERT INTO rollup_minute (signal_id, bucket, count, sum, min, max, first, last, first_at, last_at)
SELECT s.id, m.bucket, m.count, m.sum, m.min, m.max, m.first, m.last, m.first_at, m.last_at
FROM signal s JOIN signal c ON c.device_id = s.device_id AND c.name = 'current'
JOIN rollup_minute m ON m.signal_id = c.id
WHERE s.kind = 'pressure' ORDER BY m.bucket, s.id;

-- name: technician
-- Who adds the pictures.
SELECT id FROM users WHERE name = 'technician';
