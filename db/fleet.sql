-- name: is_migrated
-- Whether the tables of a fleet are there.
SELECT to_regclass('bearing') IS NOT NULL;

-- name: lock
-- One import at a time; ingest waits for its end before it meets new devices, people before they change limits.
LOCK TABLE device, signal_limit IN SHARE ROW EXCLUSIVE MODE;

-- name: set_snapshot
-- All queries of this transaction see the fleet at one moment.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;

-- name: places
-- All places with the key of the place above, in the order in which they came.
SELECT p.key, p.name, p.kind, above.key, nullif(p.time_zone, ''), nullif(p.address, ''), p.latitude, p.longitude,
       p.directions, p.retired_at IS NOT NULL
FROM place p LEFT JOIN place above ON above.id = p.parent_id
ORDER BY p.id;

-- name: machines
-- All machines, or one, with their place and the path of the signal they run by.
SELECT m.key, m.name, p.key, m.type, nullif(m.maker, ''), nullif(m.model, ''), nullif(m.serial_number, ''),
       m.rated_power_kw, m.rated_speed_rpm, m.criticality, d.name || '/' || s.name, m.running_above, m.starting_s,
       m.foundation, m.shaft_height_mm, m.impeller, m.motion, m.year, m.mounting, m.tags, m.retired_at IS NOT NULL
FROM machine m JOIN place p ON p.id = m.place_id
LEFT JOIN signal s ON s.id = m.running_signal_id LEFT JOIN device d ON d.id = s.device_id
WHERE %(number)s::integer IS NULL OR m.id = %(number)s
ORDER BY m.id;

-- name: devices
-- All devices, or one, with their machine, those that wait to be placed too.
SELECT d.name, m.key, nullif(d.model, ''), nullif(d.serial_number, '')
FROM device d LEFT JOIN machine m ON m.id = d.machine_id
WHERE %(name)s::text IS NULL OR d.name = %(name)s
ORDER BY d.id;

-- name: signals
-- All signals, or those of one device, with their limits, and how these are judged where that was ever said.
SELECT d.name, s.name, nullif(s.title, ''), s.kind, s.unit, s.interval_s, s.minimum, s.maximum, s.stuck_after_s,
       l.low_low, l.low, l.high, l.high_high, s.wire_unit, l.rate_per_h, s.band_from_hz, s.band_to_hz, g.settings,
       s.retired_at IS NOT NULL
FROM signal s JOIN device d ON d.id = s.device_id LEFT JOIN signal_limit l ON l.signal_id = s.id
LEFT JOIN (SELECT signal_id, json_object_agg(level, limit_setting) AS settings FROM limit_setting
           GROUP BY signal_id) g ON g.signal_id = s.id
WHERE %(device)s::text IS NULL OR d.name = %(device)s
ORDER BY s.id;

-- name: declared_units
-- The units the devices say they send, by path of the signal.
SELECT d.name || '/' || declared.key, declared.value ->> 'unit'
FROM device d CROSS JOIN LATERAL jsonb_each(d.about -> 'signals') AS declared
WHERE jsonb_typeof(d.about -> 'signals') = 'object' AND jsonb_typeof(declared.value -> 'unit') = 'string'
  AND (%(device)s::text IS NULL OR d.name = %(device)s);

-- name: measured
-- The paths of the signals that have readings.
SELECT d.name || '/' || s.name
FROM latest l JOIN signal s ON s.id = l.signal_id JOIN device d ON d.id = s.device_id
WHERE %(device)s::text IS NULL OR d.name = %(device)s;

-- name: set_places
-- Places by key; parents and children may come together, so the numbers are drawn first. A retired one comes back.
WITH wanted AS (
    SELECT coalesce(p.id, nextval(pg_get_serial_sequence('place', 'id'))) AS id, w.*
    FROM json_to_recordset(%(rows)s) AS w (
        number integer, key text, name text, kind text, parent text, time_zone text, address text,
        latitude float8, longitude float8, directions text)
    LEFT JOIN place p ON p.key = w.key
    ORDER BY w.number
)
INSERT INTO place (id, key, parent_id, kind, name, time_zone, address, latitude, longitude, directions)
OVERRIDING SYSTEM VALUE
SELECT w.id, w.key, coalesce(new.id, old.id), w.kind, w.name, w.time_zone, w.address, w.latitude, w.longitude,
       w.directions
FROM wanted w LEFT JOIN wanted new ON new.key = w.parent LEFT JOIN place old ON old.key = w.parent
ON CONFLICT (key) DO UPDATE SET
    parent_id = excluded.parent_id, kind = excluded.kind, name = excluded.name, time_zone = excluded.time_zone,
    address = excluded.address, latitude = excluded.latitude, longitude = excluded.longitude,
    directions = excluded.directions, retired_at = NULL;

-- name: set_machines
-- Machines by key; the signal they run by is set when the signals are there. A retired one comes back.
INSERT INTO machine (key, place_id, name, type, maker, model, serial_number, rated_power_kw, rated_speed_rpm,
                     criticality, starting_s, foundation, shaft_height_mm, impeller, motion, year, mounting, tags)
SELECT w.key, p.id, w.name, w.type, w.maker, w.model, w.serial_number, w.rated_power_kw, w.rated_speed_rpm,
       w.criticality, w.starting_s, w.foundation, w.shaft_height_mm, w.impeller, w.motion, w.year, w.mounting, w.tags
FROM json_to_recordset(%(rows)s) AS w (
    number integer, key text, name text, place text, type text, maker text, model text, serial_number text,
    rated_power_kw float8, rated_speed_rpm float8, criticality smallint, starting_s integer,
    foundation text, shaft_height_mm float8, impeller text, motion text, year smallint, mounting text, tags text[])
JOIN place p ON p.key = w.place
ORDER BY w.number
ON CONFLICT (key) DO UPDATE SET
    place_id = excluded.place_id, name = excluded.name, type = excluded.type, maker = excluded.maker,
    model = excluded.model, serial_number = excluded.serial_number, rated_power_kw = excluded.rated_power_kw,
    rated_speed_rpm = excluded.rated_speed_rpm, criticality = excluded.criticality,
    starting_s = excluded.starting_s, foundation = excluded.foundation, shaft_height_mm = excluded.shaft_height_mm,
    impeller = excluded.impeller, motion = excluded.motion, year = excluded.year, mounting = excluded.mounting,
    tags = excluded.tags, retired_at = NULL;

-- name: set_devices
-- Devices by name; one that waited to be placed, or was retired, keeps what it has sent.
INSERT INTO device (name, machine_id, model, serial_number)
SELECT w.id, m.id, w.model, w.serial_number
FROM json_to_recordset(%(rows)s) AS w (number integer, id text, machine text, model text, serial_number text)
LEFT JOIN machine m ON m.key = w.machine
ORDER BY w.number
ON CONFLICT (name) DO UPDATE SET
    machine_id = excluded.machine_id, model = excluded.model, serial_number = excluded.serial_number,
    retired_at = NULL, retired_from = NULL, replaced_by = NULL;

-- name: set_signals
-- Signals by device and name. A retired one comes back.
INSERT INTO signal (device_id, name, title, kind, unit, wire_unit, minimum, maximum, interval_s, stuck_after_s,
                    band_from_hz, band_to_hz)
SELECT d.id, w.name, w.title, w.kind, w.unit, w.wire_unit, w.minimum, w.maximum, w.interval_s, w.stuck_after_s,
       w.band_from_hz, w.band_to_hz
FROM json_to_recordset(%(rows)s) AS w (
    number integer, device text, name text, title text, kind text, unit text, wire_unit text, minimum float8,
    maximum float8, interval_s float8, stuck_after_s float8, band_from_hz float8, band_to_hz float8)
JOIN device d ON d.name = w.device
ORDER BY w.number
ON CONFLICT (device_id, name) DO UPDATE SET
    title = excluded.title, kind = excluded.kind, unit = excluded.unit, wire_unit = excluded.wire_unit,
    minimum = excluded.minimum, maximum = excluded.maximum, interval_s = excluded.interval_s,
    stuck_after_s = excluded.stuck_after_s, band_from_hz = excluded.band_from_hz, band_to_hz = excluded.band_to_hz,
    retired_at = NULL;

-- name: set_limits
-- The limits of signals, as a new version: whoever has an older one before them is told.
INSERT INTO signal_limit AS l (signal_id, low_low, low, high, high_high, rate_per_h)
SELECT s.id, w.low_low, w.low, w.high, w.high_high, w.rate
FROM json_to_recordset(%(rows)s) AS w (
    device text, name text, low_low float8, low float8, high float8, high_high float8, rate float8)
JOIN device d ON d.name = w.device JOIN signal s ON s.device_id = d.id AND s.name = w.name
ON CONFLICT (signal_id) DO UPDATE SET
    low_low = excluded.low_low, low = excluded.low, high = excluded.high, high_high = excluded.high_high,
    rate_per_h = excluded.rate_per_h, version = l.version + 1, changed_at = excluded.changed_at;

-- name: delete_settings
-- How the limits of these signals were judged.
DELETE FROM limit_setting g
USING json_to_recordset(%(rows)s) AS w (device text, name text)
JOIN device d ON d.name = w.device JOIN signal s ON s.device_id = d.id AND s.name = w.name
WHERE g.signal_id = s.id;

-- name: insert_settings
-- How the limits of these signals are judged, where that is not the default.
INSERT INTO limit_setting (signal_id, level, deadband, on_delay_s, off_delay_s, priority, latching, only_while_running)
SELECT s.id, g.level, g.deadband, g.on_delay_s, g.off_delay_s, g.priority, g.latching, g.only_while_running
FROM json_to_recordset(%(rows)s) AS w (device text, name text, judged json)
JOIN device d ON d.name = w.device JOIN signal s ON s.device_id = d.id AND s.name = w.name
CROSS JOIN LATERAL json_to_recordset(w.judged) AS g (
    level text, deadband float8, on_delay_s float8, off_delay_s float8, priority text, latching boolean,
    only_while_running boolean);

-- name: audit_limits
-- Each change of limits in the audit trail.
INSERT INTO audit (user_id, object, object_id, action, name, before, after, reason)
SELECT %(user_id)s::integer, 'signal_limit', s.id::text, 'imported',
       coalesce(nullif(s.title, ''), s.name) || ', ' || coalesce(m.name, d.name), w.before, w.after, %(reason)s
FROM json_to_recordset(%(rows)s) AS w (device text, name text, before jsonb, after jsonb)
JOIN device d ON d.name = w.device JOIN signal s ON s.device_id = d.id AND s.name = w.name
LEFT JOIN machine m ON m.id = d.machine_id;

-- name: set_running
-- By which signal machines run; none: nobody can tell.
UPDATE machine m SET running_signal_id = found.id, running_above = w.running_above
FROM json_to_recordset(%(rows)s) AS w (key text, running_signal text, running_above float8)
LEFT JOIN LATERAL (
    SELECT s.id FROM device d JOIN signal s ON s.device_id = d.id
    WHERE d.name = split_part(w.running_signal, '/', 1) AND s.name = split_part(w.running_signal, '/', 2)
) found ON true
WHERE m.key = w.key;

-- name: tell
-- Those who keep the fleet in memory look again: the triggers have counted before they could see anything new.
SELECT nextval('fleet_change');
