-- name: newest
-- Entries of a machine, the newest first, from the one after a place on.
SELECT e.id, e.machine_id, e.version, e.done_at, e.kind, e.text, e.done_by, e.parts, e.running_h, e.case_id, e.plan_id,
       coalesce(nullif(u.full_name, ''), u.name), e.written_at, e.retired_at
FROM log_entry e LEFT JOIN users u ON u.id = e.written_by
WHERE e.machine_id = %(machine_id)s AND (%(with_retired)s OR e.retired_at IS NULL)
  AND (%(at)s::timestamptz IS NULL OR (e.done_at, e.id) < (%(at)s, %(id)s::integer))
ORDER BY e.done_at DESC, e.id DESC LIMIT %(most)s;

-- name: one
-- One entry.
SELECT e.id, e.machine_id, e.version, e.done_at, e.kind, e.text, e.done_by, e.parts, e.running_h, e.case_id, e.plan_id,
       coalesce(nullif(u.full_name, ''), u.name), e.written_at, e.retired_at
FROM log_entry e LEFT JOIN users u ON u.id = e.written_by
WHERE e.id = %(id)s;

-- name: lock
-- Nobody else changes this entry until the transaction ends.
SELECT id FROM log_entry WHERE id = %(id)s FOR UPDATE;

-- name: exists
-- Whether there is such an entry.
SELECT EXISTS (SELECT FROM log_entry WHERE id = %(id)s);

-- name: marks
-- Entries of a machine in a span of time, the newest of them if there are very many.
SELECT done_at, kind, text, id FROM (
    SELECT done_at, kind, text, id FROM log_entry
    WHERE machine_id = %(machine_id)s AND retired_at IS NULL AND done_at >= %(start_at)s AND done_at <= %(end_at)s
    ORDER BY done_at DESC, id DESC LIMIT %(most)s) AS newest
ORDER BY done_at, id;

-- name: insert_entry
-- An entry; its number.
INSERT INTO log_entry (machine_id, done_at, kind, text, done_by, parts, running_h, case_id, plan_id, written_by)
VALUES (%(machine_id)s, %(done_at)s, %(kind)s, %(text)s, %(done_by)s, %(parts)s, %(running_h)s, %(case_id)s,
        %(plan_id)s, %(written_by)s) RETURNING id;

-- name: set_entry
-- An entry as somebody has changed it.
UPDATE log_entry SET done_at = %(done_at)s, kind = %(kind)s, text = %(text)s, done_by = %(done_by)s, parts = %(parts)s,
       running_h = %(running_h)s, case_id = %(case_id)s
WHERE id = %(id)s;

-- name: set_retired
-- An entry is retired, or not any more.
UPDATE log_entry SET retired_at = %(at)s WHERE id = %(id)s;

-- name: open_case
-- The open case of a machine, and since when it is open.
SELECT id, opened_at FROM machine_case WHERE machine_id = %(machine_id)s AND closed_at IS NULL;

-- name: machine
-- A machine as an entry needs it: its name, the clock of its place, since when it is retired.
SELECT m.id, m.name, p.time_zone, m.retired_at FROM machine m JOIN place_path p USING (place_id)
WHERE m.id = %(machine_id)s;

-- name: running_s_at
-- For how long a machine had run at a moment, as tallied: whole days, and the hours of that day; nothing if nobody counts.
SELECT sum(running_s) FROM tally
WHERE scope = 'machine' AND scope_id = %(machine_id)s
  AND ((period = 'day' AND start < date_trunc('day', %(at)s::timestamptz, 'UTC'))
       OR (period = 'hour' AND start >= date_trunc('day', %(at)s::timestamptz, 'UTC')
           AND start <= %(at)s::timestamptz - interval '1 hour'))
  AND EXISTS (SELECT FROM machine WHERE id = %(machine_id)s AND running_signal_id IS NOT NULL);

-- name: retired_by
-- Who retired an entry last, and why.
SELECT coalesce(nullif(u.full_name, ''), u.name), a.reason FROM audit a LEFT JOIN users u ON u.id = a.user_id
WHERE a.object = 'log_entry' AND a.object_id = %(number)s AND a.action = 'retired' ORDER BY a.id DESC LIMIT 1;
