-- name: believed
-- How many machines have been judged on believable data.
SELECT count(*) FROM machine_state WHERE trust = 'good';

-- name: fleet
-- How many machines and how many of their signals there are.
SELECT count(DISTINCT d.machine_id), count(s.id) FROM device d JOIN signal s ON s.device_id = d.id;

-- name: own_backend
-- The server process of this connection, whose parent is the server.
SELECT pg_backend_pid();
