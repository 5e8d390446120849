-- name: insert_place
-- Where they stand.
INSERT INTO place (key, kind, name, time_zone) VALUES ('works', 'site', 'Works', 'UTC');

-- name: insert_machines
-- Machines with a device of the same name each.
WITH machine AS (
    INSERT INTO machine (key, place_id, name, type)
    SELECT n, p.id, n, 'pump' FROM place p, unnest(%(names)s::text[]) n RETURNING id, key
)
INSERT INTO device (name, machine_id) SELECT key, id FROM machine ORDER BY id;

-- name: insert_signals
-- The same signals for every device.
INSERT INTO signal (device_id, name, unit, kind, interval_s, minimum, maximum)
SELECT d.id, n, 'mm/s', 'vibration_velocity_rms', 10, -100, 5000 FROM device d, unnest(%(names)s::text[]) n;

-- name: set_running
-- By which signal machines run.
UPDATE machine m SET running_signal_id = s.id, running_above = 100
FROM device d JOIN signal s ON s.device_id = d.id AND s.name = %(name)s WHERE d.machine_id = m.id;

-- name: insert_limits
-- Limits on every signal.
INSERT INTO signal_limit (signal_id, low_low, low, high, high_high, rate_per_h, changed_at)
SELECT id, CASE WHEN name <> %(speed)s AND %(low)s THEN 1 END, CASE WHEN name <> %(speed)s AND %(low)s THEN 2 END,
       CASE name WHEN %(speed)s THEN 2000 ELSE 110 END, CASE name WHEN %(speed)s THEN 2200 ELSE 120 END,
       CASE WHEN name = ANY(%(with_rate)s::text[]) THEN 1e6 END, now() - interval '9 days'
FROM signal;

-- name: insert_settings
-- High limits wait for twenty seconds, and end below their deadband.
INSERT INTO limit_setting (signal_id, level, deadband, on_delay_s, off_delay_s, priority, latching, only_while_running)
SELECT signal_id, 'high', 1, 20, 10, 'medium', false, false FROM signal_limit;

-- name: analyze
-- Let the planner know what there is now.
ANALYZE;

-- name: episodes
-- How often an alarm was on.
SELECT count(*) FROM alarm_episode;
