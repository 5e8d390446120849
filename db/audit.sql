-- name: history
-- The changes of one object with the names of who made them, the newest first.
SELECT a.at, coalesce(nullif(u.full_name, ''), u.name), a.action, a.before, a.after, a.reason
FROM audit a LEFT JOIN users u ON u.id = a.user_id
WHERE a.object = %(object)s AND a.object_id = %(object_id)s
ORDER BY a.id DESC LIMIT %(most)s;

-- name: insert_entry
-- One change; the time is that of its transaction, whose change it is.
INSERT INTO audit (user_id, object, object_id, action, before, after, reason)
VALUES (%(user_id)s, %(object)s, %(object_id)s, %(action)s, %(before)s, %(after)s, %(reason)s);
