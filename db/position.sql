-- name: nearest
-- Where a place lies: it, or the nearest one above it that has coordinates.
SELECT above.id, above.name, above.latitude, above.longitude
FROM place_path w JOIN place above ON above.id = ANY (w.ids)
WHERE w.place_id = %(place_id)s AND above.latitude IS NOT NULL AND above.longitude IS NOT NULL
ORDER BY array_position(w.ids, above.id) DESC LIMIT 1;

-- name: others
-- All other places that have coordinates, without those that are retired.
SELECT id, name, latitude, longitude FROM place
WHERE latitude IS NOT NULL AND longitude IS NOT NULL AND retired_at IS NULL AND id <> %(place_id)s
ORDER BY id LIMIT %(most)s;

-- name: directions
-- How to find a place: what is written of it, or of the nearest one above it.
SELECT above.directions FROM place_path w JOIN place above ON above.id = ANY (w.ids)
WHERE w.place_id = %(place_id)s AND above.directions IS NOT NULL
ORDER BY array_position(w.ids, above.id) DESC LIMIT 1;
