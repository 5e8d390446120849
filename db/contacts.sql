-- name: of_machine
-- Whom to call about a machine: its own contacts, then those of the places it lies in, the nearest first.
SELECT c.role, c.name, c.phone, c.email, c.hours, c.language, p.name
FROM machine m JOIN place_path w USING (place_id)
JOIN contact c ON c.machine_id = m.id OR c.place_id = ANY(w.ids)
LEFT JOIN place p ON p.id = c.place_id
WHERE m.id = %(machine_id)s
ORDER BY array_position(w.ids, c.place_id) DESC NULLS FIRST, c.position;

-- name: own
-- The contacts of one place or machine.
SELECT c.role, c.name, c.phone, c.email, c.hours, c.language
FROM contact c LEFT JOIN place p ON p.id = c.place_id LEFT JOIN machine m ON m.id = c.machine_id
WHERE CASE WHEN %(kind)s = 'place' THEN p.key = %(key)s ELSE m.key = %(key)s END ORDER BY c.position;

-- name: of_place
-- Whom to call about a place: its own contacts, then those of the places it lies in, the nearest first.
SELECT c.role, c.name, c.phone, c.email, c.hours, c.language, CASE WHEN p.id <> w.place_id THEN p.name END
FROM place_path w JOIN contact c ON c.place_id = ANY (w.ids) JOIN place p ON p.id = c.place_id
WHERE w.place_id = %(place_id)s
ORDER BY array_position(w.ids, c.place_id) DESC, c.position;

-- name: of_fleet
-- All contacts with the key of the place or machine they belong to, in their order.
SELECT CASE WHEN c.place_id IS NULL THEN 'machine' ELSE 'place' END, coalesce(p.key, m.key),
       c.role, c.name, c.phone, c.email, c.hours, c.language
FROM contact c LEFT JOIN place p ON p.id = c.place_id LEFT JOIN machine m ON m.id = c.machine_id
ORDER BY c.place_id, c.machine_id, c.position;

-- name: delete
-- The contacts of these places and machines.
DELETE FROM contact c
USING json_to_recordset(%(owners)s) AS w (kind text, key text)
LEFT JOIN place p ON w.kind = 'place' AND p.key = w.key
LEFT JOIN machine m ON w.kind = 'machine' AND m.key = w.key
WHERE c.place_id = p.id OR c.machine_id = m.id;

-- name: insert
-- Contacts of places and machines that have none.
INSERT INTO contact (place_id, machine_id, position, role, name, phone, email, hours, language)
SELECT p.id, m.id, w.position, w.role, w.name, w.phone, w.email, w.hours, w.language
FROM json_to_recordset(%(rows)s) AS w (
    kind text, key text, position integer, role text, name text, phone text, email text, hours text, language text)
LEFT JOIN place p ON w.kind = 'place' AND p.key = w.key
LEFT JOIN machine m ON w.kind = 'machine' AND m.key = w.key;
