-- name: fitting
-- Devices on machines that fit the search, by name, with the shortest interval in which one of their signals is expected.
SELECT d.id, i.interval_s
FROM device d JOIN machine m ON m.id = d.machine_id JOIN place_path p ON p.place_id = m.place_id
LEFT JOIN (SELECT device_id, min(interval_s) AS interval_s FROM signal WHERE retired_at IS NULL GROUP BY device_id) i ON i.device_id = d.id
WHERE (%(site)s::text IS NULL OR p.site_key = %(site)s)
  AND (%(words)s::text[] IS NULL
       OR concat_ws(' ', d.name, d.model, d.serial_number, d.firmware, d.gateway, m.name, array_to_string(p.names, ' '))
          ILIKE ALL (%(words)s))
ORDER BY d.name;

-- name: heard
-- When each device was heard, and whether it has said that it is gone.
SELECT id, extract(epoch FROM %(now)s - last_message_at)::float8, online IS FALSE FROM device ORDER BY id;

-- name: back_again
-- Devices that sent a reading after they said that they are gone: the reading counts more.
SELECT DISTINCT d.id
FROM device d JOIN signal s ON s.device_id = d.id JOIN latest l ON l.signal_id = s.id
WHERE d.online IS FALSE AND l.received_at > d.status_at;

-- name: devices
-- What the lines of some devices say.
SELECT d.id, d.name, d.model, d.serial_number, d.firmware, d.battery_pct, d.rssi_dbm, d.gateway, d.last_message_at,
       m.id, m.name, p.names
FROM device d JOIN machine m ON m.id = d.machine_id JOIN place_path p ON p.place_id = m.place_id
WHERE d.id = ANY (%(ids)s);

-- name: waiting
-- Devices that nobody has placed, besides the gateways, the newest first, with how many there are in all.
SELECT id, name, model, serial_number, discovered_at, last_message_at, count(*) OVER ()
FROM device WHERE machine_id IS NULL AND retired_at IS NULL AND id <> ALL (%(gateways)s::integer[])
ORDER BY discovered_at DESC, id DESC LIMIT %(most)s;

-- name: gateways
-- Devices without signals in whose name others speak that have a machine or signals (as in devices.sql); those that
-- say that they are gone first.
SELECT g.id, g.name, g.model, g.serial_number, g.firmware, g.online IS FALSE, g.status_at, behind.devices
FROM device g JOIN (
    SELECT d.gateway, count(*) AS devices FROM device d
    WHERE d.machine_id IS NOT NULL OR EXISTS (SELECT FROM signal s WHERE s.device_id = d.id)
    GROUP BY d.gateway) AS behind ON behind.gateway = g.name
WHERE g.machine_id IS NULL AND NOT EXISTS (SELECT FROM signal s WHERE s.device_id = g.id)
ORDER BY g.online IS FALSE DESC, g.name;

-- name: newest
-- The signals of some devices with the newest value of each.
SELECT s.device_id, s.name, s.kind, s.unit, l.value, l.time
FROM signal s LEFT JOIN latest l ON l.signal_id = s.id
WHERE s.device_id = ANY (%(ids)s) AND s.retired_at IS NULL ORDER BY s.device_id, s.id;

-- name: sites
-- All sites, for the choice.
SELECT key, name FROM place WHERE parent_id IS NULL AND retired_at IS NULL ORDER BY name, key;
