-- name: insert_rule
-- Critical alarms are told to the technician by the webhook.
WITH channel AS (
    INSERT INTO telling_channel (name, kind, address, secret) VALUES ('bench', 'webhook', %(address)s, 'bench')
    RETURNING id
), rule AS (
    INSERT INTO telling_rule (name, everywhere, least_priority) VALUES ('bench', true, 'critical') RETURNING id
)
INSERT INTO telling_step (rule_id, position, user_id, channel_id, after_min)
SELECT rule.id, 0, u.id, channel.id, 0 FROM rule, channel, users u WHERE u.name = 'technician';
