-- name: lock_places
-- Nobody else moves, retires or fills places until this transaction ends.
LOCK TABLE place IN SHARE ROW EXCLUSIVE MODE;

-- name: signals
-- The signals by which a machine may run: those of its devices, and the one by which it runs.
SELECT d.name, s.name FROM signal s JOIN device d ON d.id = s.device_id
WHERE s.retired_at IS NULL AND (d.machine_id = %(number)s
      OR s.id = (SELECT running_signal_id FROM machine WHERE id = %(number)s));

-- name: choices
-- The same with their titles, for the choice.
SELECT d.name || '/' || s.name, coalesce(nullif(s.title, ''), s.name) || coalesce(' (' || s.unit || ')', '')
FROM signal s JOIN device d ON d.id = s.device_id
WHERE s.retired_at IS NULL AND (d.machine_id = %(machine_id)s
      OR s.id = (SELECT running_signal_id FROM machine WHERE id = %(machine_id)s))
ORDER BY s.id;

-- name: place_choices
-- Every place that is not retired with the way to it; without those within one.
SELECT p.key, w.names FROM place p JOIN place_path w ON w.place_id = p.id
WHERE p.retired_at IS NULL AND (%(outside)s::integer IS NULL OR NOT %(outside)s = ANY (w.ids))
ORDER BY w.names;

-- name: lock_machine
-- Nobody else changes this machine until the transaction ends.
SELECT id FROM machine WHERE id = %(number)s FOR UPDATE;

-- name: lock_place
-- Nobody else changes this place until the transaction ends.
SELECT id FROM place WHERE id = %(number)s FOR UPDATE;

-- name: lock_device
-- Nobody else changes this device until the transaction ends.
SELECT id FROM device WHERE id = %(number)s FOR UPDATE;

-- name: lock_signal
-- Nobody else changes this signal until the transaction ends.
SELECT id FROM signal WHERE id = %(number)s FOR UPDATE;

-- name: opened_machine
-- Which version of a machine there is, and since when it is retired.
SELECT key, version, retired_at FROM machine WHERE id = %(number)s;

-- name: opened_place
-- Which version of a place there is, and since when it is retired.
SELECT key, version, retired_at FROM place WHERE id = %(number)s;

-- name: opened_device
-- Which version of a device there is, and since when it is retired.
SELECT name, version, retired_at FROM device WHERE id = %(number)s;

-- name: opened_signal
-- Which version of a signal there is, and since when it is retired. By which signal its machine runs, and above what, is
-- part of that: a number below 2^53 made of all of it.
SELECT d.name || '/' || s.name, hashtextextended(concat_ws(':', s.version, m.id, m.running_signal_id, m.running_above), 0)
       & 9007199254740991, s.retired_at
FROM signal s JOIN device d ON d.id = s.device_id LEFT JOIN machine m ON m.id = d.machine_id
WHERE s.id = %(number)s;

-- name: machine_of
-- The machine a device is on.
SELECT machine_id FROM device WHERE name = %(device)s AND machine_id IS NOT NULL;

-- name: number_machine
-- A machine by its key.
SELECT id FROM machine WHERE key = %(key)s;

-- name: number_place
-- A place by its key.
SELECT id FROM place WHERE key = %(key)s;

-- name: number_device
-- A device by its name on the wire.
SELECT id FROM device WHERE name = %(key)s;

-- name: number_signal
-- A signal by the name of its device, which holds no slash, and its own.
SELECT s.id FROM signal s JOIN device d ON d.id = s.device_id
WHERE d.name = split_part(%(key)s, '/', 1) AND s.name = split_part(%(key)s, '/', 2);

-- name: consequences_machine
-- The devices on a machine and its alarms that are on.
SELECT (SELECT count(*) FROM device WHERE machine_id = %(number)s),
       (SELECT count(*) FROM alarm WHERE machine_id = %(number)s AND subject = 'machine' AND active), 0, NULL;

-- name: consequences_place
-- The places and machines that lie right in a place and are not retired.
SELECT 0, 0, (SELECT count(*) FROM place WHERE parent_id = %(number)s AND retired_at IS NULL)
             + (SELECT count(*) FROM machine WHERE place_id = %(number)s AND retired_at IS NULL), NULL;

-- name: consequences_device
-- The alarms of its machine that are on by the signals of a device, and the machine that is known to run by one of them.
SELECT 0, (SELECT count(*) FROM device d JOIN alarm a USING (machine_id) JOIN signal s ON s.id = a.signal_id
           WHERE d.id = %(number)s AND s.device_id = d.id AND a.subject = 'machine' AND a.active), 0,
       (SELECT min(m.name) FROM machine m JOIN signal s ON s.id = m.running_signal_id WHERE s.device_id = %(number)s);

-- name: consequences_signal
-- The alarms of a signal that are on, and the machine that is known to run by it.
SELECT 0, (SELECT count(*) FROM signal s JOIN device d ON d.id = s.device_id JOIN alarm a USING (machine_id)
           WHERE s.id = %(number)s AND a.signal_id = s.id AND a.subject = 'machine' AND a.active), 0,
       (SELECT min(name) FROM machine WHERE running_signal_id = %(number)s);

-- name: devices
-- The devices on a machine.
SELECT id FROM device WHERE machine_id = %(machine_id)s ORDER BY id;

-- name: set_retired_machine
-- A machine is retired, or not any more.
UPDATE machine SET retired_at = %(at)s WHERE id = %(number)s;

-- name: set_retired_place
-- A place is retired, or not any more.
UPDATE place SET retired_at = %(at)s WHERE id = %(number)s;

-- name: set_retired_signal
-- A signal is retired, or not any more.
UPDATE signal SET retired_at = %(at)s WHERE id = %(number)s;

-- name: stop_running
-- No machine runs by this signal any more; those that did, with their rule.
UPDATE machine m SET running_signal_id = NULL, running_above = NULL
FROM (SELECT m.id, d.name || '/' || s.name AS path, m.running_above
      FROM machine m JOIN signal s ON s.id = m.running_signal_id JOIN device d ON d.id = s.device_id
      WHERE s.id = %(signal_id)s) AS before
WHERE m.id = before.id
RETURNING m.id, before.path, before.running_above;

-- name: delete_state
-- A retired machine is not judged.
DELETE FROM machine_state WHERE machine_id = %(number)s;

-- name: restore_devices
-- Devices that came off with their machine are on it again.
UPDATE device SET machine_id = retired_from, retired_at = NULL, retired_from = NULL
WHERE retired_from = %(machine_id)s AND retired_at = %(at)s AND machine_id IS NULL AND replaced_by IS NULL
RETURNING id;

-- name: open_windows
-- Maintenance windows of a machine that are not over.
SELECT id FROM maintenance_window WHERE machine_id = %(machine_id)s AND ends_at > %(now)s AND ended_at IS NULL ORDER BY id;

-- name: retired_by
-- Who retired something last, and why.
SELECT coalesce(nullif(u.full_name, ''), u.name), a.reason FROM audit a LEFT JOIN users u ON u.id = a.user_id
WHERE a.object = %(object)s AND a.object_id = %(number)s AND a.action = 'retired' ORDER BY a.id DESC LIMIT 1;
