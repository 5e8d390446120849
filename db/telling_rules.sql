-- name: people
-- Everybody who may sign in, and how they are reached.
SELECT u.id, u.name, coalesce(nullif(u.full_name, ''), u.name), u.email, u.phone, u.time_zone, u.quiet_from, u.quiet_to,
       u.budget_per_h, u.active
FROM users u WHERE u.active ORDER BY lower(coalesce(nullif(u.full_name, ''), u.name)), u.id;

-- name: person
-- How somebody is reached; locked.
SELECT email, phone, time_zone, quiet_from, quiet_to, budget_per_h FROM users WHERE id = %(id)s AND active FOR UPDATE;

-- name: set_person
-- How somebody is reached.
UPDATE users SET email = %(email)s, phone = %(phone)s, time_zone = %(zone)s, quiet_from = %(quiet_from)s,
                 quiet_to = %(quiet_to)s, budget_per_h = %(budget)s
WHERE id = %(id)s;

-- name: channels
-- The channels, whether they are used by a rule, and how the last message by each went.
SELECT c.id, c.name, c.kind, split_part(c.address, '://', 1), c.active, c.version,
       EXISTS (SELECT FROM telling_step s WHERE s.channel_id = c.id),
       (SELECT m.state FROM message m WHERE m.channel_id = c.id AND m.state IN ('sent', 'failed')
        ORDER BY m.id DESC LIMIT 1)
FROM telling_channel c ORDER BY lower(c.name);

-- name: channel
-- One channel without its address; locked.
SELECT name, kind, active, version FROM telling_channel WHERE id = %(id)s FOR UPDATE;

-- name: insert_channel
-- A new channel; no row if the name is taken.
INSERT INTO telling_channel (name, kind, active, address, secret)
VALUES (%(name)s, %(kind)s, %(active)s, %(address)s, coalesce(%(secret)s, ''))
ON CONFLICT (lower(name)) DO NOTHING RETURNING id;

-- name: set_channel
-- A channel as it shall be; an address or a secret that is not given stays.
UPDATE telling_channel c SET name = %(name)s, kind = %(kind)s, active = %(active)s, version = version + 1,
       address = coalesce(%(address)s, address), secret = coalesce(%(secret)s, secret)
WHERE id = %(id)s AND NOT EXISTS (SELECT FROM telling_channel o WHERE lower(o.name) = lower(%(name)s) AND o.id <> c.id)
RETURNING id;

-- name: delete_channel
-- A channel is removed; what waited to be sent by it has failed.
WITH waiting AS (
    UPDATE message SET state = 'failed', error = 'the channel was removed'
    WHERE channel_id = %(id)s AND state = 'waiting'
)
DELETE FROM telling_channel WHERE id = %(id)s AND NOT EXISTS (SELECT FROM telling_step s WHERE s.channel_id = %(id)s)
RETURNING id;

-- name: rules
-- The rules with their places and machines.
SELECT r.id, r.name, r.active, r.everywhere, r.least_priority, r.weekdays, r.from_time, r.to_time, r.remind_min,
       r.version,
       (SELECT coalesce(json_agg(json_build_array(p.id, p.name) ORDER BY p.name), '[]')
        FROM telling_scope s JOIN place p ON p.id = s.place_id WHERE s.rule_id = r.id),
       (SELECT coalesce(json_agg(json_build_array(m.id, m.name) ORDER BY m.name), '[]')
        FROM telling_scope s JOIN machine m ON m.id = s.machine_id WHERE s.rule_id = r.id),
       (SELECT coalesce(json_agg(json_build_array(s.user_id, s.channel_id, s.after_min) ORDER BY s.position), '[]')
        FROM telling_step s WHERE s.rule_id = r.id)
FROM telling_rule r WHERE %(id)s::integer IS NULL OR r.id = %(id)s ORDER BY lower(r.name);

-- name: insert_rule
-- A new rule; no row if the name is taken.
INSERT INTO telling_rule (name, active, everywhere, least_priority, weekdays, from_time, to_time, remind_min)
VALUES (%(name)s, %(active)s, %(everywhere)s, %(least)s, %(weekdays)s, %(from)s, %(to)s, %(remind)s)
ON CONFLICT (lower(name)) DO NOTHING RETURNING id;

-- name: lock_rule
-- The version of a rule; locked.
SELECT version FROM telling_rule WHERE id = %(id)s FOR UPDATE;

-- name: set_rule
-- A rule as it shall be; no row if the name is taken.
UPDATE telling_rule r SET name = %(name)s, active = %(active)s, everywhere = %(everywhere)s, least_priority = %(least)s,
       weekdays = %(weekdays)s, from_time = %(from)s, to_time = %(to)s, remind_min = %(remind)s, version = version + 1
WHERE id = %(id)s AND NOT EXISTS (SELECT FROM telling_rule o WHERE lower(o.name) = lower(%(name)s) AND o.id <> r.id)
RETURNING id;

-- name: delete_parts
-- The steps, places and machines of a rule.
WITH steps AS (DELETE FROM telling_step WHERE rule_id = %(id)s)
DELETE FROM telling_scope WHERE rule_id = %(id)s;

-- name: insert_scopes
-- The places and machines of a rule, those that are there.
INSERT INTO telling_scope (rule_id, place_id, machine_id)
SELECT %(id)s, p.id, NULL FROM place p WHERE p.id = ANY(%(places)s)
UNION ALL SELECT %(id)s, NULL, m.id FROM machine m WHERE m.id = ANY(%(machines)s);

-- name: insert_steps
-- The steps of a rule, in order.
INSERT INTO telling_step (rule_id, position, user_id, channel_id, after_min)
SELECT %(id)s, n.position - 1, n.user_id, n.channel_id, n.after_min
FROM unnest(%(users)s::integer[], %(channels)s::integer[], %(after)s::integer[])
     WITH ORDINALITY AS n (user_id, channel_id, after_min, position);

-- name: known
-- Which of these people and channels are there.
SELECT ARRAY(SELECT id FROM users WHERE id = ANY(%(users)s) AND active),
       ARRAY(SELECT id FROM telling_channel WHERE id = ANY(%(channels)s));

-- name: delete_rule
-- A rule is removed.
DELETE FROM telling_rule WHERE id = %(id)s RETURNING id;

-- name: look_again
-- Alarms that call are looked at by the rules as they are now.
UPDATE alarm_call SET look_at = least(look_at, %(now)s);

-- name: messages
-- The messages made last.
SELECT m.id, m.created_at, m.sent_at, m.next_at, m.kind, m.priority, m.state, m.reason, m.error, m.attempts,
       coalesce(nullif(u.full_name, ''), u.name), c.name,
       CASE WHEN a.subject = 'platform' THEN NULL ELSE coalesce(ma.name, a.gateway, d.name) END, a.case_id,
       coalesce(a.machine_id, d.machine_id), m.admitted_at IS NOT NULL,
       (SELECT count(*) FROM message n WHERE n.told_in = m.id)
FROM message m JOIN users u ON u.id = m.user_id LEFT JOIN telling_channel c ON c.id = m.channel_id
LEFT JOIN alarm a ON a.id = m.alarm_id LEFT JOIN device d ON d.id = a.device_id
LEFT JOIN machine ma ON ma.id = coalesce(a.machine_id, d.machine_id)
WHERE (%(state)s::text IS NULL OR m.state = %(state)s) ORDER BY m.id DESC LIMIT %(most)s;

-- name: message
-- What became of one message that somebody asked for.
SELECT state, error, sent_at FROM message WHERE id = %(id)s AND user_id = %(user_id)s;

-- name: find_places
-- Places by a part of their name or key.
SELECT p.id, w.names FROM place p JOIN place_path w ON w.place_id = p.id
WHERE p.retired_at IS NULL AND (p.name ILIKE %(like)s OR p.key ILIKE %(like)s)
ORDER BY cardinality(w.names), p.name LIMIT %(most)s;

-- name: find_machines
-- Machines by a part of their name or key.
SELECT m.id, w.names || m.name FROM machine m JOIN place_path w USING (place_id)
WHERE m.retired_at IS NULL AND (m.name ILIKE %(like)s OR m.key ILIKE %(like)s) ORDER BY m.name, m.id LIMIT %(most)s;

-- name: site_zone
-- The zone of the plant, that of people who have chosen none.
SELECT time_zone FROM place WHERE parent_id IS NULL ORDER BY id LIMIT 1;
