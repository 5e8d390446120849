-- name: announcements
-- What happened to alarms and nobody has looked at, in order; what came late and is not over waits for its backlog.
SELECT n.id, n.alarm_id, n.event, n.at, n.created_at,
       CASE WHEN e.raised_at IS NULL THEN NOT a.active ELSE e.cleared_at IS NOT NULL END
FROM announcement n JOIN alarm a ON a.id = n.alarm_id
LEFT JOIN alarm_episode e ON e.alarm_id = n.alarm_id AND e.raised_at = n.at
WHERE n.routed_at IS NULL
  AND (n.event <> 'raised' OR NOT a.active OR n.created_at - n.at <= %(late_after)s
       OR n.created_at <= %(now)s - %(backlog_wait)s)
ORDER BY n.id LIMIT %(most)s FOR UPDATE OF n SKIP LOCKED;

-- name: set_routed
-- Announcements that were looked at.
UPDATE announcement SET routed_at = %(now)s WHERE id = ANY(%(ids)s);

-- name: calls
-- Alarms that call for people and are to be looked at.
SELECT alarm_id, number, since FROM alarm_call WHERE look_at <= %(now)s
ORDER BY look_at LIMIT %(most)s FOR UPDATE SKIP LOCKED;

-- name: known_calls
-- The calls of some alarms.
SELECT alarm_id, number, since FROM alarm_call WHERE alarm_id = ANY(%(ids)s) FOR UPDATE;

-- name: set_calls
-- Alarms that call for people: since when, and when to look again.
INSERT INTO alarm_call AS c (alarm_id, number, since, look_at)
SELECT * FROM unnest(%(alarm_ids)s::bigint[], %(numbers)s::bigint[], %(since)s::timestamptz[],
                     %(look_at)s::timestamptz[])
ON CONFLICT (alarm_id) DO UPDATE SET number = excluded.number, since = excluded.since, look_at = excluded.look_at;

-- name: delete_calls
-- Alarms that call no longer.
DELETE FROM alarm_call WHERE alarm_id = ANY(%(ids)s);

-- name: alarms
-- Some alarms, the machines they are about (of a gateway: those it hides), and whether these are out of service.
SELECT a.id, a.source, a.kind, a.priority, a.active, a.acknowledged, a.latched, a.shelved_until, a.cause_id, a.case_id,
       EXISTS (SELECT FROM maintenance_window w
               WHERE w.machine_id = a.machine_id AND w.starts_at <= %(now)s
                 AND coalesce(w.ended_at, w.ends_at) > %(now)s),
       ARRAY(SELECT a.machine_id WHERE a.machine_id IS NOT NULL
             UNION SELECT d.machine_id FROM device d WHERE d.machine_id IS NOT NULL AND (
                 d.id = a.device_id OR (a.subject = 'gateway' AND d.gateway = a.gateway)))
FROM alarm a WHERE a.id = ANY(%(ids)s);

-- name: places
-- The places of some machines, all those above included.
SELECT m.id, p.ids FROM machine m JOIN place_path p USING (place_id) WHERE m.id = ANY(%(ids)s);

-- name: told
-- What was told of some alarms, and to whom.
SELECT m.alarm_id, m.id, m.about, m.kind, m.state, m.reason, m.user_id, m.channel_id, m.call,
       m.admitted_at IS NOT NULL, coalesce(d.state <> 'failed', false)
FROM message m LEFT JOIN message d ON d.id = m.told_in
WHERE m.alarm_id = ANY(%(ids)s) AND m.channel_id IS NOT NULL ORDER BY m.id;

-- name: episodes
-- When some alarms turned lately, in order.
SELECT e.source, e.kind, e.raised_at, e.cleared_at
FROM unnest(%(sources)s::text[], %(kinds)s::text[]) AS k (source, kind)
JOIN alarm_episode e ON e.source = k.source AND e.kind = k.kind AND e.raised_at > %(since)s
ORDER BY e.raised_at;

-- name: flapping
-- Which of some alarms flapped when they were looked at last.
SELECT f.source, f.kind, f.since, f.last_at
FROM unnest(%(sources)s::text[], %(kinds)s::text[]) AS k (source, kind) JOIN alarm_flapping f USING (source, kind);

-- name: set_flapping
-- An alarm flaps.
INSERT INTO alarm_flapping (source, kind, since, last_at) VALUES (%(source)s, %(kind)s, %(since)s, %(last_at)s)
ON CONFLICT (source, kind) DO UPDATE SET since = excluded.since, last_at = excluded.last_at;

-- name: delete_flapping
-- An alarm flaps no longer.
DELETE FROM alarm_flapping WHERE source = %(source)s AND kind = %(kind)s;

-- name: rules
-- The rules in force.
SELECT r.id, r.everywhere, r.least_priority, r.weekdays, r.from_time, r.to_time, r.remind_min,
       ARRAY(SELECT s.place_id FROM telling_scope s WHERE s.rule_id = r.id AND s.place_id IS NOT NULL),
       ARRAY(SELECT s.machine_id FROM telling_scope s WHERE s.rule_id = r.id AND s.machine_id IS NOT NULL)
FROM telling_rule r WHERE r.active ORDER BY r.id;

-- name: steps
-- The steps of the rules in force, in order.
SELECT s.rule_id, s.user_id, s.channel_id, s.after_min
FROM telling_step s JOIN telling_rule r ON r.id = s.rule_id WHERE r.active ORDER BY s.rule_id, s.position;

-- name: persons
-- Everybody who may be told; without a zone of their own it is that of the plant.
SELECT id, coalesce(time_zone, (SELECT p.time_zone FROM place p WHERE p.parent_id IS NULL ORDER BY p.id LIMIT 1), 'UTC'),
       quiet_from, quiet_to, budget_per_h
FROM users WHERE active;

-- name: channels
-- The channels that are switched on.
SELECT id FROM telling_channel WHERE active;

-- name: new_alarms
-- How many alarms have begun to call since then: not what was over before it was known, nor what another explains.
SELECT count(DISTINCT n.alarm_id)
FROM announcement n JOIN alarm a ON a.id = n.alarm_id
LEFT JOIN alarm_episode e ON e.alarm_id = n.alarm_id AND e.raised_at = n.at
WHERE n.created_at > %(since)s AND n.event = 'raised' AND a.cause_id IS NULL
  AND NOT (e.cleared_at IS NOT NULL AND n.created_at - n.at > %(late_after)s);

-- name: insert_note
-- A note in the case of an alarm.
INSERT INTO case_entry (case_id, at, kind, text, details)
SELECT case_id, %(at)s, 'note', %(text)s, %(details)s FROM alarm WHERE id = %(alarm_id)s AND case_id IS NOT NULL;
