-- name: insert_messages
-- Messages to be sent; one that was made before is not made again.
INSERT INTO message (about, alarm_id, call, rule_id, position, user_id, channel_id, kind, priority, reason, next_at,
                     created_at)
SELECT n.*, %(now)s FROM unnest(
    %(about)s::text[], %(alarm_id)s::bigint[], %(call)s::bigint[], %(rule_id)s::integer[], %(position)s::smallint[],
    %(user_id)s::integer[], %(channel_id)s::integer[], %(kind)s::text[], %(priority)s::text[], %(reason)s::text[],
    %(at)s::timestamptz[]) AS n
ON CONFLICT ON CONSTRAINT message_once DO NOTHING;

-- name: insert_digest
-- A digest of messages to one person by one channel.
INSERT INTO message (about, user_id, channel_id, kind, priority, reason, next_at, created_at)
VALUES (%(about)s, %(user_id)s, %(channel_id)s, 'digest', 'medium', %(reason)s, %(at)s, %(now)s)
ON CONFLICT ON CONSTRAINT message_once DO UPDATE SET next_at = message.next_at RETURNING id;

-- name: insert_test
-- A test of a channel, addressed to the person who asks for it; admitted at once.
INSERT INTO message (about, user_id, channel_id, kind, priority, reason, next_at, created_at, admitted_at)
VALUES (%(about)s, %(user_id)s, %(channel_id)s, 'test', 'low', 'asked', %(now)s, %(now)s, %(now)s) RETURNING id;

-- name: fresh
-- Messages whose time has come, the critical ones first; of `cleared`, why what it resolves is in a digest.
SELECT m.id, m.kind, m.reason, m.priority, m.user_id, m.channel_id, m.alarm_id,
       CASE WHEN m.kind = 'cleared' THEN (
           SELECT p.reason FROM message p
           WHERE p.alarm_id = m.alarm_id AND p.user_id = m.user_id AND p.channel_id = m.channel_id AND p.id < m.id
             AND p.kind IN ('raised', 'escalation', 'flapping') AND p.told_in IS NOT NULL
             AND NOT EXISTS (SELECT FROM message q
                             WHERE q.alarm_id = p.alarm_id AND q.user_id = p.user_id AND q.channel_id = p.channel_id
                               AND q.id > p.id AND q.id < m.id AND q.kind IN ('raised', 'escalation', 'flapping'))) END
FROM message m
WHERE m.state = 'waiting' AND m.admitted_at IS NULL AND m.next_at <= %(now)s AND m.channel_id IS NOT NULL
ORDER BY m.priority <> 'critical', m.id LIMIT %(most)s FOR UPDATE OF m SKIP LOCKED;

-- name: spent
-- How many messages went to each person since then, and how many may in an hour.
SELECT u.id, u.budget_per_h, (SELECT count(*) FROM message m WHERE m.user_id = u.id AND m.admitted_at > %(since)s)
FROM users u WHERE u.id = ANY(%(ids)s);

-- name: digests
-- The digests that still collect, and when the last one of each kind went out.
SELECT user_id, channel_id, reason, max(id) FILTER (WHERE state = 'waiting' AND admitted_at IS NULL), max(admitted_at)
FROM message WHERE kind = 'digest' AND channel_id IS NOT NULL AND created_at > %(since)s
GROUP BY user_id, channel_id, reason;

-- name: set_admitted
-- Messages that go out.
UPDATE message SET admitted_at = %(now)s WHERE id = ANY(%(ids)s);

-- name: set_held_back
-- Messages that do not go out, with the digests that count them.
UPDATE message m SET state = 'held_back', reason = n.reason, told_in = n.told_in
FROM unnest(%(ids)s::bigint[], %(reasons)s::text[], %(told_in)s::bigint[]) AS n (id, reason, told_in)
WHERE m.id = n.id;

-- name: claim
-- Messages to be sent now: so many by each channel as it has room for, marked as being in somebody's hands for a
-- while. What resolves an alarm goes after what told of it.
WITH candidate AS (
    SELECT m.id, m.channel_id, row_number() OVER (
        PARTITION BY m.channel_id ORDER BY m.kind <> 'test', m.priority <> 'critical', m.next_at, m.id) AS place
    FROM message m
    WHERE m.state = 'waiting' AND m.admitted_at IS NOT NULL AND m.next_at <= %(now)s AND m.channel_id IS NOT NULL
      AND NOT (m.kind = 'cleared' AND EXISTS (
          SELECT FROM message p WHERE p.alarm_id = m.alarm_id AND p.user_id = m.user_id
             AND p.channel_id = m.channel_id AND p.id < m.id AND p.state = 'waiting'))
), chosen AS (
    SELECT m.id FROM message m JOIN candidate c ON c.id = m.id
    LEFT JOIN unnest(%(busy)s::integer[], %(busy_count)s::integer[]) AS b (channel_id, count) ON b.channel_id = c.channel_id
    WHERE c.place <= %(room)s - coalesce(b.count, 0)
    ORDER BY c.place LIMIT %(most)s FOR UPDATE OF m SKIP LOCKED
)
UPDATE message m SET attempts = m.attempts + 1, next_at = %(now)s + %(lease)s FROM chosen WHERE m.id = chosen.id
RETURNING m.id;

-- name: parcels
-- Messages as they are sent: to whom, by which channel, and about what.
SELECT m.id, m.key, m.kind, m.reason, m.priority, m.attempts, m.admitted_at, m.alarm_id, m.rule_id, m.position, m.call,
       u.name, coalesce(nullif(u.full_name, ''), u.name), u.email, u.phone, coalesce(u.language, 'en'),
       coalesce(u.time_zone, (SELECT p.time_zone FROM place p WHERE p.parent_id IS NULL ORDER BY p.id LIMIT 1), 'UTC'),
       c.id, c.name, c.kind, c.address, c.secret, u.id
FROM message m JOIN users u ON u.id = m.user_id JOIN telling_channel c ON c.id = m.channel_id
WHERE m.id = ANY(%(ids)s) ORDER BY m.id;

-- name: facts
-- What a message says of an alarm, in the words of the fleet.
SELECT a.id, a.subject, a.kind, a.priority, a.active, a.acknowledged, a.began_at, a.raised_at, a.discovered_at,
       a.cleared_at, a.value, a.limit_value, a.episodes, a.blind, a.case_id, a.gateway, m.id, m.key, m.name, p.names, p.time_zone, d.name,
       coalesce(s.title, s.name), s.unit, l.usable, sl.per_day
FROM alarm a
LEFT JOIN device d ON d.id = a.device_id
LEFT JOIN signal s ON s.id = a.signal_id
LEFT JOIN machine m ON m.id = coalesce(a.machine_id, d.machine_id)
LEFT JOIN place_path p ON p.place_id = m.place_id
LEFT JOIN latest l ON l.signal_id = a.signal_id
LEFT JOIN signal_slope sl ON sl.signal_id = a.signal_id
WHERE a.id = ANY(%(ids)s);

-- name: members
-- The alarms that digests count: one row a message.
SELECT told_in, alarm_id, kind FROM message WHERE told_in = ANY(%(ids)s) AND alarm_id IS NOT NULL ORDER BY id;

-- name: set_sent
-- A message has arrived.
UPDATE message SET state = 'sent', sent_at = %(now)s, error = '' WHERE id = %(id)s AND state = 'waiting';

-- name: set_retry
-- A message did not arrive and is sent again later.
UPDATE message SET next_at = %(at)s, error = %(error)s WHERE id = %(id)s AND state = 'waiting';

-- name: set_failed
-- A message will not arrive, and neither shall what resolves it.
WITH failed AS (
    UPDATE message SET state = 'failed', error = %(error)s WHERE id = %(id)s AND state = 'waiting'
    RETURNING id, alarm_id, user_id, channel_id, kind
)
UPDATE message m SET state = 'held_back', reason = 'never_told' FROM failed f
WHERE m.alarm_id = f.alarm_id AND m.user_id = f.user_id AND m.channel_id = f.channel_id AND m.id > f.id
  AND m.kind = 'cleared' AND m.state = 'waiting' AND f.kind IN ('raised', 'escalation', 'flapping');

-- name: steps_of
-- The steps that messages stand for: a message itself, or those that a digest counts.
SELECT alarm_id, call, rule_id, position FROM message
WHERE (id = %(id)s OR told_in = %(id)s) AND rule_id IS NOT NULL AND alarm_id IS NOT NULL AND call IS NOT NULL
  AND kind IN ('raised', 'escalation', 'flapping')
ORDER BY id;

-- name: counts
-- How many messages wait to be sent, and how many have failed since then.
SELECT count(*) FILTER (WHERE state = 'waiting' AND admitted_at IS NOT NULL),
       count(*) FILTER (WHERE state = 'waiting' AND admitted_at IS NULL),
       count(*) FILTER (WHERE state = 'failed' AND created_at > %(since)s)
FROM message WHERE state IN ('waiting', 'failed');

-- name: failed
-- The messages that failed last.
SELECT m.id, m.created_at, m.kind, coalesce(nullif(u.full_name, ''), u.name), c.name, m.error, m.attempts, m.alarm_id
FROM message m JOIN users u ON u.id = m.user_id LEFT JOIN telling_channel c ON c.id = m.channel_id
WHERE m.state = 'failed' AND m.kind <> 'test' AND m.created_at > %(since)s ORDER BY m.id DESC LIMIT %(most)s;
