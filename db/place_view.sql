-- name: place
-- One place with the way to it.
SELECT p.id, p.key, p.name, p.kind, w.time_zone, p.address, p.directions, p.latitude, p.longitude, p.retired_at,
       w.ids, w.names
FROM place p JOIN place_path w ON w.place_id = p.id WHERE p.id = %(place_id)s;

-- name: inside
-- What lies right in a place: places, then machines.
SELECT id, name, type, is_machine FROM (
    SELECT id, name, kind AS type, false AS is_machine FROM place WHERE parent_id = %(place_id)s AND retired_at IS NULL
    UNION ALL
    SELECT id, name, type, true FROM machine WHERE place_id = %(place_id)s AND retired_at IS NULL) AS found
ORDER BY is_machine, name, id;
