-- name: device
-- One device with what it said of itself and of its connection, and the way to its machine if it has one.
SELECT d.id, d.name, d.model, d.serial_number, d.firmware, d.about, d.battery_pct, d.rssi_dbm, d.gateway,
       d.last_message_at, d.discovered_at, d.retired_at, d.machine_id, m.name, p.names, p.time_zone
FROM device d LEFT JOIN machine m ON m.id = d.machine_id LEFT JOIN place_path p ON p.place_id = m.place_id
WHERE d.id = %(device_id)s;

-- name: signals
-- The signals of a device with the newest value of each, in the order of the fleet file; retired ones too.
SELECT s.id, s.name, coalesce(s.title, s.name), s.unit, l.value, l.time, s.kind, s.retired_at
FROM signal s LEFT JOIN latest l ON l.signal_id = s.id
WHERE s.device_id = %(device_id)s ORDER BY s.id;

-- name: version
-- What changes with every change of the twin of a device, and with its connection.
SELECT t.version, d.status_at, d.here_since
FROM device d LEFT JOIN device_twin t ON t.device_id = d.id WHERE d.id = %(device_id)s;

-- name: measured
-- Which device measures a signal, under which name, and in which unit it is stored.
SELECT device_id, name, unit FROM signal WHERE id = %(signal_id)s;

-- name: of_machine
-- The devices on a machine, by name.
SELECT id, name FROM device WHERE machine_id = %(machine_id)s ORDER BY name LIMIT %(most)s;
