-- name: locked
-- A case that somebody changes; others wait until that is done.
SELECT id, machine_id, opened_at, began_at, owner_id, closed_at, outcome, conclusion, version
FROM machine_case WHERE id = %(id)s FOR NO KEY UPDATE;

-- name: alarms
-- The alarms of a case.
SELECT id FROM alarm WHERE case_id = %(id)s ORDER BY id;

-- name: unacknowledged
-- The alarms of a case that nobody has acknowledged.
SELECT id FROM alarm WHERE case_id = %(id)s AND NOT acknowledged ORDER BY id;

-- name: set_owner
-- Somebody else looks after a case.
UPDATE machine_case SET owner_id = %(owner_id)s, version = version + 1 WHERE id = %(id)s;

-- name: set_closed
-- A case is closed.
UPDATE machine_case SET closed_at = %(now)s, closed_by = %(user_id)s, outcome = %(outcome)s,
    conclusion = %(conclusion)s, version = version + 1
WHERE id = %(id)s;

-- name: insert_entry
-- What a person adds to a case.
INSERT INTO case_entry (case_id, at, kind, user_id, text, details)
VALUES (%(case_id)s, %(at)s, %(kind)s, %(user_id)s, %(text)s, %(details)s) RETURNING id;

-- name: insert_picture
-- A picture that belongs to an entry.
INSERT INTO case_picture (entry_id, width, height, image, thumbnail)
VALUES (%(entry_id)s, %(width)s, %(height)s, %(image)s, %(thumbnail)s) RETURNING id;

-- name: count_pictures
-- How many pictures a case has.
SELECT count(*) FROM case_picture p JOIN case_entry e ON e.id = p.entry_id WHERE e.case_id = %(id)s;

-- name: image
-- A picture as it is shown.
SELECT image FROM case_picture WHERE id = %(id)s;

-- name: thumbnail
-- A picture as it is shown small.
SELECT thumbnail FROM case_picture WHERE id = %(id)s;

-- name: may_own
-- Whether somebody may look after a case.
SELECT active AND role <> 'viewer' FROM users WHERE id = %(id)s;
