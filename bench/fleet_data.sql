-- name: places
-- Ten lines to a site, each site in Europe/Berlin.
WITH sites AS (
    INSERT INTO place (key, kind, name, time_zone)
    SELECT 'site-' || n, 'site', 'Plant ' || n, 'Europe/Berlin' FROM generate_series(1, %(sites)s) AS n
    RETURNING id, key, name
)
INSERT INTO place (key, parent_id, kind, name)
SELECT key || '-line-' || n, id, 'line', 'Line ' || n FROM sites, generate_series(1, 10) AS n;

-- name: machines
-- Spread evenly over the lines.
WITH line AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS number, count(*) OVER () AS lines
              FROM place WHERE kind = 'line')
INSERT INTO machine (key, place_id, name, type, maker, model, serial_number, criticality)
SELECT 'machine-' || n, line.id, initcap(type) || ' ' || n, type, (ARRAY['Aerzen', 'Siemens', 'KSB'])[n %% 3 + 1],
       'M' || n %% 17, 'SN-' || 100000 + n, 1 + n %% 5
FROM generate_series(1, %(machines)s) AS n
JOIN line ON line.number = n %% line.lines,
     LATERAL (SELECT (ARRAY['motor', 'pump', 'compressor', 'fan', 'gearbox', 'hydraulic'])[n %% 6 + 1]) AS t (type);

-- name: devices
-- One on each machine.
INSERT INTO device (name, machine_id, model, online, last_message_at)
SELECT 'node-' || id, id, 'SN-4', true, now() FROM machine ORDER BY id;

-- name: signals
-- The first of each device is the vibration that has limits, the second the speed that tells whether it runs.
INSERT INTO signal (device_id, name, title, kind, unit, minimum, maximum, interval_s)
SELECT d.id, s.name, s.title, s.kind, s.unit, s.minimum, s.maximum, %(interval_s)s
FROM device d, (VALUES
    (1, 'vibration_de', 'Drive-end vibration', 'vibration_velocity_rms', 'mm/s', 0, 50),
    (2, 'speed', 'Speed', 'speed', 'rpm', 0, 4000),
    (3, 'temperature_de', 'Drive-end bearing temperature', 'temperature', 'Cel', -40, 200),
    (4, 'vibration_nde', 'Non-drive-end vibration', 'vibration_velocity_rms', 'mm/s', 0, 50),
    (5, 'current', 'Motor current', 'current', 'A', 0, 500))
    AS s (number, name, title, kind, unit, minimum, maximum)
WHERE s.number <= %(signals)s ORDER BY d.id, s.number;

-- name: limits
-- On everything but the speed and the current.
INSERT INTO signal_limit (signal_id, high, high_high)
SELECT id, CASE kind WHEN 'temperature' THEN 80 ELSE 4.5 END, CASE kind WHEN 'temperature' THEN 95 ELSE 7.1 END
FROM signal WHERE kind IN ('vibration_velocity_rms', 'temperature');

-- name: running_signals
-- A machine runs while its speed is above 100 rpm.
UPDATE machine m SET running_signal_id = s.id, running_above = 100
FROM device d JOIN signal s ON s.device_id = d.id AND s.name = 'speed' WHERE d.machine_id = m.id;

-- name: slopes
-- Vibrations rise slowly.
INSERT INTO signal_slope (signal_id, per_day, computed_at)
SELECT id, 0.01 * (id %% 50), now() FROM signal WHERE kind = 'vibration_velocity_rms';

-- name: latest
-- The newest reading of each signal, a few seconds old.
INSERT INTO latest (signal_id, time, received_at, value, quality, live, usable_at, usable, changed_at)
SELECT id, at, at, value, 192, true, at, value, at
FROM signal, LATERAL (SELECT now() - make_interval(secs => id %% 10), 1.0 + id %% 40 / 10.0) AS r (at, value);

-- name: states
-- Of 200 machines 1 is critical, 4 warn, 3 are not believable, 6 need attention soon.
INSERT INTO machine_state (machine_id, condition, running, trust, since, urgency, reason, signal_id, limit_value,
                           value, per_day, others, data_at, seq)
SELECT machine_id, condition, CASE WHEN share < 8 OR machine_id %% 6 > 0 THEN 'running' ELSE 'stopped' END,
       CASE WHEN condition = 'unknown' THEN 'silent' ELSE 'good' END,
       now() - make_interval(mins => machine_id %% 5000), urgency * 1000 + machine_id %% 1000, reason, signal_id,
       limit_value, value, 0.3, machine_id %% 3, now(), nextval('state_seq')
FROM (SELECT d.machine_id, min(s.id) AS signal_id, (hashint4(d.machine_id) & 65535) %% 200 AS share FROM device d
      JOIN signal s ON s.device_id = d.id GROUP BY d.machine_id) AS m,
     LATERAL (SELECT CASE WHEN share < 1 THEN 'critical' WHEN share < 5 THEN 'warning' WHEN share < 8 THEN 'unknown'
                     WHEN share < 14 THEN 'advisory' ELSE 'healthy' END) AS c (condition),
     LATERAL (SELECT * FROM (VALUES ('critical', 5, 'above_high_high', 7.1, 7.4), ('warning', 4, 'above_high', 4.5, 5.2),
                     ('unknown', 3, 'not_believable', NULL, 2.1), ('advisory', 2, 'reaches_limit_soon', 4.5, 4.1),
                     ('healthy', 0, 'within_limits', NULL, 2.1)) AS v (word, urgency, reason, limit_value, value)
              WHERE word = condition) AS w
ORDER BY machine_id;

-- name: hours
-- Closed hours of all signals, in the order a live ingester writes them.
INSERT INTO rollup_hour (signal_id, bucket, count, sum, min, max, first, last, first_at, last_at)
SELECT id, at, 360, 360 * value, value - 1, value + 1, value, value + 0.2, at, at + interval '3590 s'
FROM generate_series(date_trunc('hour', %(until)s::timestamptz) - make_interval(hours => %(hours)s),
                     date_trunc('hour', %(until)s::timestamptz) - interval '1 hour', interval '1 hour') AS at,
     signal, LATERAL (SELECT CASE WHEN kind = 'speed' THEN 1480.0 WHEN kind = 'temperature' THEN 60.0
                                       WHEN id %% 50 = 1 THEN 4.0 ELSE 3.0 END) AS v (value)
ORDER BY at, id;

-- name: minutes
-- Closed minutes of all signals, in the order a live ingester writes them; one signal in 50 crosses a limit.
INSERT INTO rollup_minute (signal_id, bucket, count, sum, min, max, first, last, first_at, last_at)
SELECT id, at, 6, 6 * value, value - 0.3, value + 0.3, value, value + 0.1, at, at + interval '50 s'
FROM generate_series(date_trunc('minute', %(until)s::timestamptz) - make_interval(mins => %(minutes)s),
                     date_trunc('minute', %(until)s::timestamptz) - interval '1 minute', interval '1 minute') AS at,
     signal, LATERAL (SELECT CASE WHEN kind = 'speed' THEN 1480.0 WHEN kind = 'temperature' THEN 60.0
                                       WHEN id %% 50 = 1 THEN 3.0 + 1.8 * sin(extract(epoch FROM at) / 700)
                                       ELSE 3.0 + sin(extract(epoch FROM at) / 700 + id) END) AS v (value)
ORDER BY at, id;

-- name: machine_tally
-- What the tally would say of each machine: one minute of trouble and two of darkness an hour.
INSERT INTO tally (scope, scope_id, period, start, critical_s, warning_s, advisory_s, healthy_s, unknown_s,
                   running_s, stopped_s, expected, received)
SELECT 'machine', m.id, %(period)s, at, 60 * n, 120 * n, 0, 3300 * n, 120 * n, 3000 * n, 540 * n, 1800 * n, 1780 * n
FROM generate_series(date_trunc(%(period)s, %(until)s::timestamptz) - %(steps)s * ('1 ' || %(period)s)::interval,
                     date_trunc(%(period)s, %(until)s::timestamptz) - ('1 ' || %(period)s)::interval,
                     ('1 ' || %(period)s)::interval) AS at,
     machine m, LATERAL (SELECT CASE %(period)s WHEN 'day' THEN 24 ELSE 1 END) AS p (n)
ORDER BY at, m.id;

-- name: place_tally
-- The same for each place, with all that is below it.
INSERT INTO tally (scope, scope_id, period, start, critical_s, warning_s, advisory_s, healthy_s, unknown_s,
                   running_s, stopped_s, expected, received)
SELECT 'place', above.id, t.period, t.start, sum(critical_s), sum(warning_s), sum(advisory_s), sum(healthy_s),
       sum(unknown_s), sum(running_s), sum(stopped_s), sum(expected), sum(received)
FROM tally t JOIN machine m ON m.id = t.scope_id JOIN place_path p ON p.place_id = m.place_id,
     LATERAL unnest(p.ids) AS above (id)
WHERE t.scope = 'machine' AND t.period = %(period)s
GROUP BY above.id, t.period, t.start;

-- name: analyze
-- Let the planner know what there is now.
ANALYZE;
