-- name: stored
-- Open alarms of some sources and kinds, and the alarms of some episodes, locked in the order of their numbers.
SELECT id, source, kind, blind, episodes, priority, active, acknowledged, latched, acknowledged_by, acknowledged_at, shelved_until,
       shelved_once, shelved_by, shelved_reason, cause_id
FROM alarm
WHERE id IN (
    SELECT a.id FROM unnest(%(sources)s::text[], %(kinds)s::text[]) AS k (source, kind)
    JOIN alarm a ON a.source = k.source AND a.kind = k.kind AND NOT a.is_over
    UNION
    SELECT e.alarm_id
    FROM unnest(%(episode_sources)s::text[], %(episode_kinds)s::text[], %(raised)s::timestamptz[])
         AS k (source, kind, raised_at)
    JOIN alarm_episode e USING (source, kind, raised_at))
ORDER BY id FOR UPDATE;

-- name: episodes
-- The newest episode of each alarm, or all of them, in the order of time.
SELECT e.alarm_id, e.began_at, e.raised_at, e.cleared_at, e.value, e.limit_value
FROM alarm_episode e JOIN alarm a ON a.id = e.alarm_id AND (%(all)s OR a.raised_at = e.raised_at)
WHERE e.alarm_id = ANY(%(ids)s::bigint[]) ORDER BY e.alarm_id, e.raised_at;

-- name: open_cases
-- The open case of each machine, opened now where there is none; it began with its earliest alarm.
INSERT INTO machine_case AS c (machine_id, opened_at, began_at)
SELECT machine_id, %(now)s, began_at FROM unnest(%(machines)s::integer[], %(began)s::timestamptz[])
       AS m (machine_id, began_at)
ON CONFLICT (machine_id) WHERE closed_at IS NULL DO UPDATE SET began_at = least(c.began_at, excluded.began_at)
RETURNING machine_id, id;

-- name: insert_alarms
-- New alarms.
INSERT INTO alarm (source, kind, subject, priority, machine_id, device_id, signal_id, gateway, case_id, active,
                   acknowledged, latched, began_at, raised_at, cleared_at, value, limit_value, episodes, blind,
                   discovered_at)
SELECT source, kind, subject, priority, machine_id, device_id, signal_id, gateway, case_id, active, acknowledged,
       latched, began_at, raised_at, cleared_at, value, limit_value, episodes, blind, %(now)s
FROM unnest(%(source)s::text[], %(kind)s::text[], %(subject)s::text[], %(priority)s::text[],
            %(machine_id)s::integer[], %(device_id)s::integer[], %(signal_id)s::integer[], %(gateway)s::text[],
            %(case_id)s::integer[], %(active)s::boolean[], %(acknowledged)s::boolean[], %(latched)s::boolean[],
            %(began_at)s::timestamptz[], %(raised_at)s::timestamptz[], %(cleared_at)s::timestamptz[],
            %(value)s::float8[], %(limit_value)s::float8[], %(episodes)s::integer[], %(blind)s::integer[])
     AS n (source, kind, subject, priority, machine_id, device_id, signal_id, gateway, case_id, active,
           acknowledged, latched, began_at, raised_at, cleared_at, value, limit_value, episodes, blind)
RETURNING source, kind, id;

-- name: update_alarms
-- Alarms that are there, as facts have changed them.
UPDATE alarm a SET
    priority = n.priority, case_id = coalesce(n.case_id, a.case_id), active = n.active,
    acknowledged = n.acknowledged, latched = n.latched, acknowledged_by = n.acknowledged_by,
    acknowledged_at = n.acknowledged_at, shelved_until = n.shelved_until, shelved_once = n.shelved_once,
    shelved_by = n.shelved_by, shelved_reason = n.shelved_reason, cause_id = n.cause_id, began_at = n.began_at,
    raised_at = n.raised_at, cleared_at = n.cleared_at, value = n.value, limit_value = n.limit_value,
    episodes = n.episodes, blind = n.blind
FROM unnest(%(id)s::bigint[], %(priority)s::text[], %(case_id)s::integer[], %(active)s::boolean[],
            %(acknowledged)s::boolean[], %(latched)s::boolean[], %(acknowledged_by)s::integer[],
            %(acknowledged_at)s::timestamptz[], %(shelved_until)s::timestamptz[], %(shelved_once)s::boolean[],
            %(shelved_by)s::integer[], %(shelved_reason)s::text[], %(cause_id)s::bigint[],
            %(began_at)s::timestamptz[], %(raised_at)s::timestamptz[], %(cleared_at)s::timestamptz[],
            %(value)s::float8[], %(limit_value)s::float8[], %(episodes)s::integer[], %(blind)s::integer[])
     AS n (id, priority, case_id, active, acknowledged, latched, acknowledged_by, acknowledged_at, shelved_until,
           shelved_once, shelved_by, shelved_reason, cause_id, began_at, raised_at, cleared_at, value, limit_value,
           episodes, blind)
WHERE a.id = n.id;

-- name: open_of_sources
-- An active alarm of each source.
SELECT DISTINCT ON (source) source, id FROM alarm WHERE source = ANY(%(sources)s::text[]) AND active
ORDER BY source, id;

-- name: set_causes
-- Alarms that another one explains.
UPDATE alarm a SET cause_id = n.cause_id FROM unnest(%(ids)s::bigint[], %(causes)s::bigint[]) AS n (id, cause_id)
WHERE a.id = n.id;

-- name: delete_episodes
-- Episodes that never were, or that were raised at another time.
DELETE FROM alarm_episode e
USING unnest(%(sources)s::text[], %(kinds)s::text[], %(raised)s::timestamptz[]) AS g (source, kind, raised_at)
WHERE e.source = g.source AND e.kind = g.kind AND e.raised_at = g.raised_at;

-- name: set_episodes
-- Episodes as they are.
INSERT INTO alarm_episode (alarm_id, source, kind, began_at, raised_at, cleared_at, value, limit_value)
SELECT * FROM unnest(%(ids)s::bigint[], %(sources)s::text[], %(kinds)s::text[], %(began_at)s::timestamptz[],
                     %(raised_at)s::timestamptz[], %(cleared_at)s::timestamptz[], %(value)s::float8[],
                     %(limit_value)s::float8[])
ON CONFLICT ON CONSTRAINT alarm_episode_once DO UPDATE SET
    began_at = excluded.began_at, cleared_at = excluded.cleared_at, value = excluded.value;

-- name: insert_journal
-- What happened to alarms.
INSERT INTO alarm_journal (alarm_id, event, at, reason, user_id, text, details)
SELECT * FROM unnest(%(ids)s::bigint[], %(events)s::text[], %(at)s::timestamptz[], %(reasons)s::text[],
                     %(users)s::integer[], %(texts)s::text[], %(details)s::jsonb[]);

-- name: insert_announcements
-- What people may have to be told; jobs/ takes it from here.
INSERT INTO announcement (alarm_id, event, at)
SELECT * FROM unnest(%(ids)s::bigint[], %(events)s::text[], %(at)s::timestamptz[]);
