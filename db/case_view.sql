-- name: head
-- A case with its machine, and who looks after it.
SELECT c.id, c.machine_id, c.opened_at, c.began_at, c.owner_id, c.closed_at, c.outcome, c.conclusion, c.version,
       m.name, p.names, p.time_zone, coalesce(nullif(o.full_name, ''), o.name), coalesce(nullif(k.full_name, ''), k.name)
FROM machine_case c JOIN machine m ON m.id = c.machine_id JOIN place_path p ON p.place_id = m.place_id
LEFT JOIN users o ON o.id = c.owner_id LEFT JOIN users k ON k.id = c.closed_by
WHERE c.id = %(case_id)s;

-- name: exists
-- Whether there is such a case.
SELECT id FROM machine_case WHERE id = %(case_id)s;

-- name: journal
-- All that happened to the alarms of a case.
SELECT j.id, j.alarm_id, j.event, j.at, j.reason, j.user_id, j.text, j.details, j.stored_at,
       coalesce(nullif(u.full_name, ''), u.name)
FROM alarm_journal j JOIN alarm a ON a.id = j.alarm_id LEFT JOIN users u ON u.id = j.user_id
WHERE a.case_id = %(case_id)s ORDER BY j.id DESC LIMIT %(most)s;

-- name: entries
-- What people added to a case; of a picture its number and size, of a change of owners the two names.
SELECT e.id, e.kind, e.at, e.text, coalesce(nullif(u.full_name, ''), u.name), p.id, p.width, p.height,
       coalesce(nullif(o.full_name, ''), o.name), e.details ->> 'outcome'
FROM case_entry e LEFT JOIN users u ON u.id = e.user_id LEFT JOIN case_picture p ON p.entry_id = e.id
LEFT JOIN users o ON o.id = (e.details ->> 'owner')::integer
WHERE e.case_id = %(case_id)s ORDER BY e.id;

-- name: others
-- The other cases of a machine, the newest first.
SELECT c.id, c.began_at, c.closed_at, c.outcome, c.conclusion, (SELECT count(*) FROM alarm a WHERE a.case_id = c.id)
FROM machine_case c WHERE c.machine_id = %(machine_id)s AND c.id <> %(except_id)s
ORDER BY c.opened_at DESC, c.id DESC LIMIT %(most)s;

-- name: open_of
-- The open case of a machine.
SELECT id FROM machine_case WHERE machine_id = %(machine_id)s AND closed_at IS NULL;

-- name: people
-- Who may look after a case, by name.
SELECT id, coalesce(nullif(full_name, ''), name) FROM users WHERE active AND role <> 'viewer' ORDER BY 2;

-- name: episodes
-- Each time an alarm was active.
SELECT began_at, raised_at, cleared_at, limit_value FROM alarm_episode WHERE alarm_id = %(alarm_id)s ORDER BY raised_at;
