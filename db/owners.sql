-- name: machine
-- A machine whose pictures or documents somebody changes; others wait until that is done.
SELECT id FROM machine WHERE id = %(id)s FOR NO KEY UPDATE;

-- name: place
-- A place whose pictures or documents somebody changes; others wait until that is done.
SELECT id FROM place WHERE id = %(id)s FOR NO KEY UPDATE;

-- name: zone
-- The time zone of a machine's or a place's site.
SELECT time_zone FROM place_path
WHERE place_id = coalesce(%(place_id)s::integer, (SELECT place_id FROM machine WHERE id = %(machine_id)s));
