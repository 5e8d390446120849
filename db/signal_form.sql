-- name: known
-- What the form of a signal says of its machine and device: the machine, what it is called by which that runs if that is
-- another one, whether there are readings, the unit on the wire, and how often the device says that it sends.
SELECT d.name, m.name, coalesce(nullif(r.title, ''), r.name), l.signal_id IS NOT NULL, s.wire_unit, t.interval_s
FROM device d LEFT JOIN machine m ON m.id = d.machine_id
LEFT JOIN signal r ON r.id = m.running_signal_id AND r.id IS DISTINCT FROM %(signal_id)s
LEFT JOIN signal s ON s.id = %(signal_id)s LEFT JOIN latest l ON l.signal_id = s.id
LEFT JOIN device_twin t ON t.device_id = d.id
WHERE d.id = coalesce((SELECT device_id FROM signal WHERE id = %(signal_id)s), %(device_id)s);
