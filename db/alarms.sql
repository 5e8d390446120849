-- name: locked
-- The alarms that somebody wants to change, in the order of their numbers; others wait until that is done.
SELECT id, machine_id, priority, active, acknowledged, latched, acknowledged_by, acknowledged_at, shelved_until,
       shelved_once, shelved_by, shelved_reason, cause_id
FROM alarm WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE;

-- name: set_state
-- An alarm after something happened to it.
UPDATE alarm SET active = %(active)s, acknowledged = %(acknowledged)s, latched = %(latched)s,
    acknowledged_by = %(acknowledged_by)s, acknowledged_at = %(acknowledged_at)s, shelved_until = %(shelved_until)s,
    shelved_once = %(shelved_once)s, shelved_by = %(shelved_by)s, shelved_reason = %(shelved_reason)s,
    cause_id = %(cause_id)s
WHERE id = %(id)s;

-- name: insert_entry
-- What happened to an alarm.
INSERT INTO alarm_journal (alarm_id, event, at, reason, user_id, text, details)
VALUES (%(alarm_id)s, %(event)s, %(at)s, %(reason)s, %(user_id)s, %(text)s, %(details)s);

-- name: journal
-- All that ever happened to an alarm.
SELECT event, at, reason, user_id, text, details FROM alarm_journal WHERE alarm_id = %(alarm_id)s ORDER BY id;

-- name: insert_announcement
-- People may have to be told that an alarm calls them.
INSERT INTO announcement (alarm_id, event, at) VALUES (%(alarm_id)s, 'raised', %(at)s);

-- name: expired_shelves
-- The alarms whose time on the shelf is over.
SELECT id FROM alarm WHERE shelved_until <= %(now)s ORDER BY id;

-- name: of_machine
-- The alarms of a machine that are not over.
SELECT id FROM alarm WHERE machine_id = %(machine_id)s AND NOT is_over ORDER BY id;

-- name: out_of_service
-- Which of some machines are out of service now.
SELECT DISTINCT machine_id FROM maintenance_window
WHERE machine_id = ANY(%(machine_ids)s) AND starts_at <= %(now)s AND %(now)s < coalesce(ended_at, ends_at);

-- name: user_names
-- How some people are called.
SELECT id, coalesce(nullif(full_name, ''), name) FROM users WHERE id = ANY(%(ids)s);
