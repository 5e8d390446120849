-- name: device
-- The number of a device.
SELECT id FROM device WHERE name = %(name)s;

-- name: recorded
-- How long after the last change of a device its answer was recorded.
SELECT extract(epoch FROM t.reported_at - t.desired_at)::float8
FROM device_twin t JOIN device d ON d.id = t.device_id WHERE d.name = %(name)s;
