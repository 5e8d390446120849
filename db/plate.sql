-- name: bearings
-- The bearings of a machine in the order of its shaft.
SELECT location, designation, maker, rolling_elements FROM bearing WHERE machine_id = %(machine_id)s ORDER BY position;

-- name: nameplate
-- The lines of a nameplate.
SELECT nameplate FROM machine WHERE id = %(machine_id)s;

-- name: bearings_of_fleet
-- All bearings with the key of their machine, in their order.
SELECT m.key, b.location, b.designation, b.maker, b.rolling_elements
FROM bearing b JOIN machine m ON m.id = b.machine_id ORDER BY b.machine_id, b.position;

-- name: nameplates_of_fleet
-- The lines of all nameplates that have any.
SELECT key, nameplate FROM machine WHERE nameplate <> '[]' ORDER BY id;

-- name: delete_bearings
-- The bearings of these machines.
DELETE FROM bearing b USING machine m WHERE b.machine_id = m.id AND m.key = ANY(%(keys)s);

-- name: insert_bearings
-- Bearings of machines that have none.
INSERT INTO bearing (machine_id, position, location, designation, maker, rolling_elements)
SELECT m.id, w.position, w.location, w.designation, w.maker, w.rolling_elements
FROM json_to_recordset(%(rows)s) AS w (
    key text, position integer, location text, designation text, maker text, rolling_elements smallint)
JOIN machine m ON m.key = w.key;

-- name: set_nameplates
-- The nameplates of machines.
UPDATE machine m SET nameplate = w.lines
FROM json_to_recordset(%(rows)s) AS w (key text, lines jsonb) WHERE m.key = w.key;
