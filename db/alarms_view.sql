-- name: standing
-- The alarms that are not over, the worst first.
SELECT * FROM alarm_line WHERE NOT is_over
ORDER BY array_position(ARRAY['critical', 'high', 'medium', 'low'], priority), acknowledged, raised_at DESC LIMIT %(most)s;

-- name: history
-- Alarms that were raised in a time, whether they are over or not, the newest first.
SELECT * FROM alarm_line
WHERE (%(start_at)s::timestamptz IS NULL OR raised_at >= %(start_at)s)
  AND (%(end_at)s::timestamptz IS NULL OR raised_at < %(end_at)s)
  AND (%(priority)s::text IS NULL OR priority = %(priority)s) AND (%(site)s::text IS NULL OR site = %(site)s)
  AND (%(words)s::text[] IS NULL
       OR concat_ws(' ', machine, device, signal, gateway, owner, array_to_string(places, ' ')) ILIKE ALL (%(words)s))
ORDER BY raised_at DESC, id DESC LIMIT %(most)s;

-- name: of_case
-- The alarms of a case, the newest last.
SELECT * FROM alarm_line WHERE case_id = %(case_id)s ORDER BY raised_at, id;

-- name: out_of_service
-- Which machines are out of service now, until when, why, and who said so.
SELECT w.machine_id, w.ends_at, w.reason, coalesce(nullif(u.full_name, ''), u.name)
FROM maintenance_window w LEFT JOIN users u ON u.id = w.user_id
WHERE w.starts_at <= %(now)s AND %(now)s < coalesce(w.ended_at, w.ends_at);

-- name: announced
-- When alarms were announced as raised lately, each once.
SELECT min(at) FROM (SELECT alarm_id, created_at AS at FROM announcement
                     WHERE event = 'raised' AND created_at > %(since)s) AS lately
GROUP BY alarm_id;

-- name: stamp
-- What changes whenever there is something new about alarms, cases and maintenance windows.
SELECT (SELECT max(id) FROM alarm_journal), (SELECT max(id) FROM case_entry), (SELECT max(id) FROM audit),
       (SELECT max(id) FROM machine_case), (SELECT max(id) FROM announcement);

-- name: sites
-- All sites, for the choice.
SELECT key, name FROM place WHERE parent_id IS NULL AND retired_at IS NULL ORDER BY name, key;

-- name: seen_at
-- Until when somebody has seen the list.
SELECT alarms_seen_at FROM users WHERE id = %(user_id)s;

-- name: set_seen
-- Somebody has seen the list; it is never unseen.
UPDATE users SET alarms_seen_at = greatest(alarms_seen_at, %(until)s) WHERE id = %(user_id)s;

-- name: of_machine
-- The alarms of a machine and of what measures it that are not over.
SELECT * FROM alarm_line WHERE machine_id = %(machine_id)s AND NOT is_over ORDER BY raised_at, id;
