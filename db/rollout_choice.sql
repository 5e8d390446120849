-- name: candidates
-- Devices on machines that fit, by name.
SELECT d.id, d.name, d.model, m.name, p.names, jsonb_typeof(d.about -> 'settings') IS NOT DISTINCT FROM 'object'
FROM device d JOIN machine m ON m.id = d.machine_id JOIN place_path p ON p.place_id = m.place_id
WHERE (%(model)s::text IS NULL OR d.model = %(model)s)
  AND (%(type)s::text IS NULL OR m.type = %(type)s)
  AND (%(place_id)s::integer IS NULL OR %(place_id)s = ANY (p.ids))
  AND (%(words)s::text[] IS NULL
       OR concat_ws(' ', d.name, d.model, d.serial_number, d.firmware, d.gateway, m.name, array_to_string(p.names, ' '))
          ILIKE ALL (%(words)s))
ORDER BY d.name;

-- name: models
-- The models of devices on machines.
SELECT model, count(*) FROM device WHERE machine_id IS NOT NULL AND model IS NOT NULL GROUP BY model ORDER BY model;

-- name: machine_types
-- The types of machines that have devices.
SELECT DISTINCT m.type FROM machine m JOIN device d ON d.machine_id = m.id ORDER BY m.type;

-- name: places
-- Every place with the way to it.
SELECT w.place_id, w.names FROM place_path w JOIN place p ON p.id = w.place_id
WHERE p.retired_at IS NULL ORDER BY w.names;

-- name: abouts
-- What devices on machines say of themselves.
SELECT id, about FROM device WHERE id = ANY (%(ids)s) AND machine_id IS NOT NULL;

-- name: about_of
-- What one of the devices of a rollout says of itself: one that takes part, if there is one.
SELECT d.about FROM rollout_device r JOIN device d ON d.id = r.device_id
WHERE r.rollout_id = %(id)s AND d.about IS NOT NULL
ORDER BY r.skip IS NOT NULL, d.id LIMIT 1;

-- name: ranges
-- The signals of devices with their physical ranges, in the stored unit, and the unit of the wire.
SELECT device_id, name, minimum, maximum, unit, wire_unit FROM signal
WHERE device_id = ANY (%(ids)s) ORDER BY device_id, name;

-- name: with_battery
-- Those of these devices that have a battery.
SELECT id FROM device WHERE id = ANY (%(ids)s) AND battery_pct IS NOT NULL;
