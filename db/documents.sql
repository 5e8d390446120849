-- name: of_owner
-- The documents of a machine or place by title.
SELECT d.id, d.title, d.file_name, d.kind, d.size_bytes, d.digest, d.added_at, d.added_by,
       coalesce(nullif(u.full_name, ''), u.name), d.removed_at
FROM document d LEFT JOIN users u ON u.id = d.added_by
WHERE (d.machine_id = %(machine_id)s OR d.place_id = %(place_id)s) AND d.removed_at IS NULL
ORDER BY lower(d.title), d.id;

-- name: removed
-- Those that were removed and can still be brought back, the last first.
SELECT d.id, d.title, d.file_name, d.kind, d.size_bytes, d.digest, d.added_at, d.added_by,
       coalesce(nullif(u.full_name, ''), u.name), d.removed_at
FROM document d LEFT JOIN users u ON u.id = d.added_by
WHERE (d.machine_id = %(machine_id)s OR d.place_id = %(place_id)s) AND d.removed_at IS NOT NULL AND d.content IS NOT NULL
ORDER BY d.removed_at DESC, d.id;

-- name: one
-- One document: whose it is, and what may be changed of it.
SELECT machine_id, place_id, title, added_by, removed_at, content IS NOT NULL FROM document WHERE id = %(id)s;

-- name: content
-- A document as it is sent.
SELECT kind, charset, title, file_name, content, digest FROM document WHERE id = %(id)s AND removed_at IS NULL;

-- name: insert_document
-- A document more; nothing if this very document is there already.
INSERT INTO document (machine_id, place_id, title, file_name, kind, charset, size_bytes, digest, content, added_at, added_by)
VALUES (%(machine_id)s, %(place_id)s, %(title)s, %(file_name)s, %(kind)s, %(charset)s, %(size_bytes)s, %(digest)s,
        %(content)s, %(added_at)s, %(added_by)s)
ON CONFLICT DO NOTHING RETURNING id;

-- name: set_text
-- Another title.
UPDATE document SET title = %(text)s WHERE id = %(id)s;

-- name: set_removed
-- A document is not offered any more.
UPDATE document SET removed_at = %(now)s, removed_by = %(user_id)s WHERE id = %(id)s;

-- name: set_restored
-- A document is offered again; nothing if this very document was added again meanwhile.
UPDATE document d SET removed_at = NULL, removed_by = NULL
WHERE id = %(id)s AND NOT EXISTS (
    SELECT FROM document o WHERE (o.machine_id = d.machine_id OR o.place_id = d.place_id) AND o.digest = d.digest
                                 AND o.removed_at IS NULL)
RETURNING id;
