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

-- name: newest
-- A page of the trail, the newest first, looked for from its newest end on.
SELECT a.at, a.id, a.object, a.object_id, a.name, coalesce(nullif(u.full_name, ''), u.name), a.action, a.before, a.after,
       a.reason
FROM audit a LEFT JOIN users u ON u.id = a.user_id
WHERE (%(user_id)s::integer IS NULL OR %(user_id)s = 0 OR a.user_id = %(user_id)s)
  AND (%(user_id)s::integer IS DISTINCT FROM 0 OR a.user_id IS NULL)
  AND (%(object)s::text IS NULL OR a.object = %(object)s)
  AND (%(action)s::text IS NULL OR a.action = %(action)s)
  AND (%(start_at)s::timestamptz IS NULL OR a.at >= %(start_at)s)
  AND (%(end_at)s::timestamptz IS NULL OR a.at < %(end_at)s)
  AND (%(mark_at)s::timestamptz IS NULL OR (a.at, a.id) < (%(mark_at)s, %(mark_id)s::bigint))
  AND (%(text)s::text IS NULL OR a.words @@ audit_query(%(text)s))
  AND (%(ids)s::bigint[] IS NULL OR a.id = ANY (%(ids)s))
ORDER BY a.at DESC, a.id DESC LIMIT %(most)s;

-- name: by_index
-- For the rest of this transaction: the server guesses badly how rare the beginning of a word is.
SET LOCAL enable_seqscan = off;

-- name: with_words
-- Changes with these words, in no order.
SELECT a.id FROM audit a WHERE a.words @@ audit_query(%(text)s) LIMIT %(most)s;

-- name: people
-- Who has changed anything, by name.
SELECT u.id, coalesce(nullif(u.full_name, ''), u.name) AS who FROM users u
WHERE EXISTS (SELECT FROM audit a WHERE a.user_id = u.id) ORDER BY who, u.id;

-- name: objects
-- The kinds of things that were changed, found by one step into the index for each.
WITH RECURSIVE found AS (
    (SELECT object FROM audit ORDER BY object LIMIT 1)
    UNION ALL
    SELECT (SELECT a.object FROM audit a WHERE a.object > f.object ORDER BY a.object LIMIT 1) FROM found f
    WHERE f.object IS NOT NULL
)
SELECT object FROM found WHERE object IS NOT NULL;

-- name: actions
-- What was done, found by one step into the index for each.
WITH RECURSIVE found AS (
    (SELECT action FROM audit ORDER BY action LIMIT 1)
    UNION ALL
    SELECT (SELECT a.action FROM audit a WHERE a.action > f.action ORDER BY a.action LIMIT 1) FROM found f
    WHERE f.action IS NOT NULL
)
SELECT action FROM found WHERE action IS NOT NULL;

-- name: of_thing
-- The changes of one thing and of what belongs to it now (devices of a machine, signals of a device, limits of a
-- signal, log book and plans of a machine), the newest first: the newest of each, then the newest of all.
WITH device_of AS (
    SELECT id FROM device
    WHERE (%(object)s = 'machine' AND machine_id = %(id)s) OR (%(object)s = 'device' AND id = %(id)s)
), signal_of AS (
    SELECT id FROM signal
    WHERE device_id IN (SELECT id FROM device_of) OR (%(object)s = 'signal' AND id = %(id)s)
), mine (object, object_id) AS (
    SELECT %(object)s, %(id)s::text WHERE %(object)s NOT IN ('device', 'signal')
    UNION ALL SELECT 'device', id::text FROM device_of
    UNION ALL SELECT kind, id::text FROM signal_of, unnest(ARRAY['signal', 'signal_limit']) AS kind
    UNION ALL SELECT 'log_entry', id::text FROM log_entry WHERE %(object)s = 'machine' AND machine_id = %(id)s
    UNION ALL SELECT 'maintenance_plan', id::text FROM maintenance_plan WHERE %(object)s = 'machine' AND machine_id = %(id)s
)
SELECT a.at, a.id, a.object, a.object_id, a.name, coalesce(nullif(u.full_name, ''), u.name), a.action, a.before, a.after,
       a.reason
FROM mine m CROSS JOIN LATERAL (
    SELECT one.* FROM audit one
    WHERE one.object = m.object AND one.object_id = m.object_id
      AND (%(mark_id)s::bigint IS NULL OR one.id < %(mark_id)s)
    ORDER BY one.id DESC LIMIT %(most)s) a
LEFT JOIN users u ON u.id = a.user_id
ORDER BY a.id DESC LIMIT %(most)s;
