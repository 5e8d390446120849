-- name: lock_machine
-- A machine whose windows somebody changes; others wait until that is done.
SELECT id FROM machine WHERE id = %(machine_id)s FOR NO KEY UPDATE;

-- name: overlapping
-- Windows of a machine that are not over and share time with a new one.
SELECT id FROM maintenance_window
WHERE machine_id = %(machine_id)s AND ended_at IS NULL AND starts_at < %(ends_at)s AND ends_at > %(starts_at)s;

-- name: insert_window
-- A new window.
INSERT INTO maintenance_window (machine_id, starts_at, ends_at, reason, user_id, created_at)
VALUES (%(machine_id)s, %(starts_at)s, %(ends_at)s, %(reason)s, %(user_id)s, %(now)s) RETURNING id;

-- name: locked
-- A window that somebody changes.
SELECT id, machine_id, starts_at, ends_at, reason, NULL, ended_at FROM maintenance_window
WHERE id = %(id)s FOR NO KEY UPDATE;

-- name: standing
-- The windows of a machine that are not over, the next first.
SELECT w.id, w.machine_id, w.starts_at, w.ends_at, w.reason, coalesce(nullif(u.full_name, ''), u.name), w.ended_at
FROM maintenance_window w LEFT JOIN users u ON u.id = w.user_id
WHERE w.machine_id = %(machine_id)s AND w.ended_at IS NULL AND w.ends_at > %(now)s ORDER BY w.starts_at;

-- name: set_ended
-- A window that somebody ended before its time.
UPDATE maintenance_window SET ended_at = %(now)s, ended_by = %(user_id)s WHERE id = %(id)s;

-- name: end_in_time
-- Windows whose time is over; each is told of once.
UPDATE maintenance_window SET ended_at = ends_at WHERE ended_at IS NULL AND ends_at <= %(now)s
RETURNING id, machine_id, starts_at, ends_at, reason, NULL, ended_at;
