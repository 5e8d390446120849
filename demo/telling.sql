-- name: set_channel
-- The channel of the demo, at the address it has today.
INSERT INTO telling_channel (name, kind, address, secret) VALUES (%(name)s, 'webhook', %(address)s, %(secret)s)
ON CONFLICT (lower(name)) DO UPDATE SET address = excluded.address, secret = excluded.secret RETURNING id;

-- name: insert_rule
-- One rule, unless there is any: the technician at once, the admin a quarter of an hour later.
WITH rule AS (
    INSERT INTO telling_rule (name, everywhere, least_priority, remind_min)
    SELECT %(name)s, true, 'high', 120 WHERE NOT EXISTS (SELECT FROM telling_rule) RETURNING id
)
INSERT INTO telling_step (rule_id, position, user_id, channel_id, after_min)
SELECT rule.id, s.position, u.id, %(channel_id)s, s.after_min
FROM rule, (VALUES (0, 'technician', 0), (1, 'admin', 15)) AS s (position, name, after_min) JOIN users u ON u.name = s.name;
