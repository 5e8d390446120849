-- name: of_owner
-- The pictures of a machine or place, the face first.
SELECT p.id, p.digest, p.caption, p.width, p.height, p.added_at, p.added_by, coalesce(nullif(u.full_name, ''), u.name),
       p.removed_at
FROM picture p LEFT JOIN users u ON u.id = p.added_by
WHERE (p.machine_id = %(machine_id)s OR p.place_id = %(place_id)s) AND p.removed_at IS NULL
ORDER BY p.position, p.id;

-- name: removed
-- Those that were removed and can still be brought back, the last first.
SELECT p.id, p.digest, p.caption, p.width, p.height, p.added_at, p.added_by, coalesce(nullif(u.full_name, ''), u.name),
       p.removed_at
FROM picture p LEFT JOIN users u ON u.id = p.added_by
WHERE (p.machine_id = %(machine_id)s OR p.place_id = %(place_id)s) AND p.removed_at IS NOT NULL AND p.image IS NOT NULL
ORDER BY p.removed_at DESC, p.id;

-- name: faces
-- The first picture of each of some machines.
SELECT DISTINCT ON (machine_id) machine_id, id, digest
FROM picture WHERE machine_id = ANY(%(machine_ids)s) AND removed_at IS NULL
ORDER BY machine_id, position, id;

-- name: one
-- One picture: whose it is, and what may be changed of it.
SELECT machine_id, place_id, caption, added_by, removed_at, image IS NOT NULL FROM picture WHERE id = %(id)s;

-- name: image
-- A picture as it is shown large.
SELECT image, digest, removed_at IS NOT NULL FROM picture WHERE id = %(id)s AND image IS NOT NULL;

-- name: thumbnail
-- A picture as it is shown in a gallery.
SELECT thumbnail, digest, removed_at IS NOT NULL FROM picture WHERE id = %(id)s AND thumbnail IS NOT NULL;

-- name: small
-- A picture as it is shown in a list.
SELECT small, digest, removed_at IS NOT NULL FROM picture WHERE id = %(id)s AND small IS NOT NULL;

-- name: insert_picture
-- A picture more, the last of its machine or place; nothing if this very picture is there already.
INSERT INTO picture (machine_id, place_id, position, caption, width, height, digest, image, thumbnail, small, added_at,
                     added_by)
SELECT %(machine_id)s::integer, %(place_id)s::integer,
       (SELECT coalesce(max(position), 0) + 1 FROM picture
        WHERE machine_id = %(machine_id)s OR place_id = %(place_id)s),
       %(caption)s, %(width)s, %(height)s, %(digest)s, %(image)s, %(thumbnail)s, %(small)s, %(added_at)s, %(added_by)s
ON CONFLICT DO NOTHING RETURNING id;

-- name: set_text
-- What a picture shows, in words.
UPDATE picture SET caption = %(text)s WHERE id = %(id)s;

-- name: set_order
-- The pictures of a machine or place in another order.
UPDATE picture SET position = wanted.position
FROM unnest(%(ids)s::integer[]) WITH ORDINALITY AS wanted (id, position) WHERE picture.id = wanted.id;

-- name: set_removed
-- A picture is not shown any more.
UPDATE picture SET removed_at = %(now)s, removed_by = %(user_id)s WHERE id = %(id)s;

-- name: set_restored
-- A picture is shown again, as the last; nothing if this very picture was added again meanwhile.
UPDATE picture p SET removed_at = NULL, removed_by = NULL,
    position = (SELECT coalesce(max(o.position), 0) + 1 FROM picture o
                WHERE o.machine_id = p.machine_id OR o.place_id = p.place_id)
WHERE id = %(id)s AND NOT EXISTS (
    SELECT FROM picture o WHERE (o.machine_id = p.machine_id OR o.place_id = p.place_id) AND o.digest = p.digest
                                AND o.removed_at IS NULL)
RETURNING id;
