-- name: insert_places
-- What was changed at places.
INSERT INTO audit (user_id, object, object_id, action, name, before, after, reason)
SELECT %(user_id)s::integer, 'place', p.id::text, w.action, p.name, w.before, w.after, %(reason)s
FROM json_to_recordset(%(rows)s) AS w (number integer, key text, action text, before jsonb, after jsonb)
JOIN place p ON p.key = w.key
ORDER BY w.number;

-- name: insert_machines
-- What was changed at machines.
INSERT INTO audit (user_id, object, object_id, action, name, before, after, reason)
SELECT %(user_id)s::integer, 'machine', m.id::text, w.action, m.name, w.before, w.after, %(reason)s
FROM json_to_recordset(%(rows)s) AS w (number integer, key text, action text, before jsonb, after jsonb)
JOIN machine m ON m.key = w.key
ORDER BY w.number;

-- name: insert_devices
-- What was changed at devices.
INSERT INTO audit (user_id, object, object_id, action, name, before, after, reason)
SELECT %(user_id)s::integer, 'device', d.id::text, w.action, d.name, w.before, w.after, %(reason)s
FROM json_to_recordset(%(rows)s) AS w (number integer, key text, action text, before jsonb, after jsonb)
JOIN device d ON d.name = w.key
ORDER BY w.number;

-- name: insert_signals
-- What was changed at signals; a path is the name of a device, which holds no slash, and the name of a signal.
INSERT INTO audit (user_id, object, object_id, action, name, before, after, reason)
SELECT %(user_id)s::integer, 'signal', s.id::text, w.action, coalesce(nullif(s.title, ''), s.name) || ', ' || coalesce(m.name, d.name),
       w.before, w.after, %(reason)s
FROM json_to_recordset(%(rows)s) AS w (number integer, key text, action text, before jsonb, after jsonb)
JOIN device d ON d.name = split_part(w.key, '/', 1)
JOIN signal s ON s.device_id = d.id AND s.name = split_part(w.key, '/', 2)
LEFT JOIN machine m ON m.id = d.machine_id
ORDER BY w.number;
