-- name: devices
-- The devices on machines, and through which gateway they speak.
SELECT id, machine_id, gateway FROM device WHERE machine_id IS NOT NULL ORDER BY id;

-- name: offline_gateways
-- Gateways that say, or of which the broker says, that they are off-line.
SELECT name FROM device d WHERE online = false AND EXISTS (SELECT FROM device b WHERE b.gateway = d.name);

-- name: active
-- The alarms of devices, gateways and the platform that are on, with the source of the alarm that explains each.
SELECT a.source, a.kind, a.subject, a.machine_id, a.device_id, a.signal_id, a.gateway, a.blind, c.source
FROM alarm a LEFT JOIN alarm c ON c.id = a.cause_id
WHERE a.active AND a.subject <> 'machine';

-- name: set_blind
-- How many machines cannot be seen because of a gateway.
UPDATE alarm SET blind = %(blind)s WHERE source = %(source)s AND active;
