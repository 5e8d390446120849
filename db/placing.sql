-- name: device
-- A device and where it is or was.
SELECT d.id, d.name, d.model, d.serial_number, d.about, coalesce(t.reported, '{}'), d.machine_id, m.name,
       coalesce(p.names, '{}'), d.retired_at, d.retired_from, f.name, d.replaced_by, r.name
FROM device d LEFT JOIN machine m ON m.id = d.machine_id LEFT JOIN machine f ON f.id = d.retired_from
LEFT JOIN place_path p ON p.place_id = coalesce(m.place_id, f.place_id)
LEFT JOIN device r ON r.id = d.replaced_by LEFT JOIN device_twin t ON t.device_id = d.id
WHERE d.id = %(device_id)s;

-- name: lock_device
-- Nobody else changes this device until the transaction ends.
SELECT id FROM device WHERE id = %(device_id)s FOR UPDATE;

-- name: device_id
-- A device by its name on the wire.
SELECT id FROM device WHERE name = %(name)s;

-- name: insert_device
-- A device that is mounted but has not said anything yet.
INSERT INTO device (name) VALUES (%(name)s) RETURNING id;

-- name: heard
-- The signals of a device that are not retired, with the seconds between their last readings.
SELECT s.name, nullif(s.title, ''), s.kind, s.unit, g.gaps, l.signal_id IS NOT NULL
FROM signal s LEFT JOIN latest l ON l.signal_id = s.id
LEFT JOIN LATERAL (
    SELECT array_agg(extract(epoch FROM n.time - n.before)::float8) AS gaps
    FROM (SELECT time, lag(time) OVER (ORDER BY time) AS before
          FROM (SELECT time FROM readings r WHERE r.signal_id = s.id AND r.time > l.time - interval '1 day'
                ORDER BY time DESC LIMIT 21) AS few) AS n
    WHERE n.before IS NOT NULL
) g ON l.signal_id IS NOT NULL
WHERE s.device_id = %(device_id)s AND s.retired_at IS NULL ORDER BY s.id;

-- name: signals
-- The signals of a device with the units they are stored and sent in.
SELECT id, name, unit, wire_unit FROM signal WHERE device_id = %(device_id)s ORDER BY id;

-- name: machine_keys
-- The keys of all machines.
SELECT key FROM machine;

-- name: machine_name
-- A machine that is not retired by its key, with the way to it.
SELECT m.name || ' · ' || array_to_string(p.names, ' › ') FROM machine m JOIN place_path p ON p.place_id = m.place_id
WHERE m.key = %(key)s AND m.retired_at IS NULL;

-- name: place_keys
-- The keys of all places, of retired ones too: what gets one of these would be taken for them.
SELECT key FROM place;

-- name: places
-- Every place with the way to it.
SELECT pl.key, p.names FROM place_path p JOIN place pl ON pl.id = p.place_id WHERE pl.retired_at IS NULL ORDER BY p.names;

-- name: machines
-- Machines that fit a search, by name.
SELECT m.id, m.key, m.name, p.names
FROM machine m JOIN place_path p ON p.place_id = m.place_id
WHERE m.retired_at IS NULL
  AND (%(words)s::text[] IS NULL
       OR concat_ws(' ', m.name, m.key, m.maker, m.model, m.serial_number, array_to_string(p.names, ' '))
          ILIKE ALL (%(words)s))
ORDER BY m.name, m.id LIMIT %(most)s;

-- name: devices
-- Devices on machines, and retired ones that nothing has replaced, that fit a search.
SELECT d.id, m.name, d.name, p.names
FROM device d JOIN machine m ON m.id = coalesce(d.machine_id, d.retired_from)
JOIN place_path p ON p.place_id = m.place_id
WHERE d.replaced_by IS NULL
  AND (%(words)s::text[] IS NULL
       OR concat_ws(' ', d.name, d.model, d.serial_number, m.name, array_to_string(p.names, ' ')) ILIKE ALL (%(words)s))
ORDER BY d.name LIMIT %(most)s;

-- name: waiting
-- Devices that wait to be placed, the newest first; a gateway without signals is none of them.
SELECT d.name FROM device d
WHERE d.machine_id IS NULL AND d.retired_at IS NULL
  AND (EXISTS (SELECT FROM signal s WHERE s.device_id = d.id)
       OR d.name NOT IN (SELECT gateway FROM device WHERE gateway IS NOT NULL))
ORDER BY d.discovered_at DESC LIMIT %(most)s;

-- name: retired
-- Retired devices, the last first.
SELECT d.id, d.name, d.retired_at, m.name FROM device d LEFT JOIN machine m ON m.id = d.retired_from
WHERE d.retired_at IS NOT NULL ORDER BY d.retired_at DESC, d.id LIMIT %(most)s;

-- name: set_retired
-- A device is taken off its machine for good; one that is retired already keeps when that was.
UPDATE device SET retired_at = coalesce(retired_at, %(at)s), retired_from = coalesce(machine_id, retired_from),
                  machine_id = NULL, replaced_by = %(replaced_by)s
WHERE id = %(device_id)s;

-- name: restore
-- A retired device is back on its machine; if that is retired, or something has replaced it, it waits to be placed.
UPDATE device SET machine_id = CASE WHEN replaced_by IS NULL THEN
                      (SELECT id FROM machine WHERE id = retired_from AND machine.retired_at IS NULL) END,
                  retired_at = NULL, retired_from = NULL, replaced_by = NULL
WHERE id = %(device_id)s;

-- name: set_machine
-- A device is on a machine.
UPDATE device SET machine_id = %(machine_id)s, retired_at = NULL, retired_from = NULL, replaced_by = NULL
WHERE id = %(device_id)s;

-- name: set_signal_place
-- A signal comes from this device under this name.
UPDATE signal SET device_id = %(device_id)s, name = %(name)s, wire_unit = %(wire_unit)s WHERE id = %(signal_id)s;

-- name: set_aside
-- Signals get another device and names that no device can send: two that change places must not meet.
UPDATE signal s SET device_id = w.device_id, name = '~' || s.id
FROM unnest(%(ids)s::integer[], %(devices)s::integer[]) AS w (id, device_id) WHERE s.id = w.id;
