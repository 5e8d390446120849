-- name: contacts
-- The contacts before each of the last changes of them, the newest first, with who made it.
SELECT a.at, coalesce(nullif(u.full_name, ''), u.name), a.before -> 'contacts'
FROM audit a LEFT JOIN users u ON u.id = a.user_id
WHERE a.object = %(object)s AND a.object_id = %(number)s AND jsonb_typeof(a.before -> 'contacts') = 'array'
ORDER BY a.id DESC LIMIT 100;
