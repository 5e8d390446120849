-- name: rollouts
-- Rollouts with who made them, the newest first.
SELECT r.id, r.settings, r.chosen, r.share, r.reason, r.status, r.stage, r.created_at, r.changed_at, r.started_at,
       r.user_id, coalesce(nullif(u.full_name, ''), u.name), r.counts
FROM rollout r LEFT JOIN users u ON u.id = r.user_id
ORDER BY r.id DESC LIMIT %(most)s;

-- name: rollout
-- One rollout with who made it.
SELECT r.id, r.settings, r.chosen, r.share, r.reason, r.status, r.stage, r.created_at, r.changed_at, r.started_at,
       r.user_id, coalesce(nullif(u.full_name, ''), u.name), r.counts
FROM rollout r LEFT JOIN users u ON u.id = r.user_id
WHERE r.id = %(id)s;

-- name: lock
-- Nobody else changes this rollout until the transaction ends.
SELECT id FROM rollout WHERE id = %(id)s FOR UPDATE;

-- name: at_work
-- The rollouts that the clock moves on, in the order in which they were made.
SELECT id FROM rollout WHERE status IN ('running', 'rolling_back') ORDER BY id;

-- name: unsettled
-- Rollouts that stand still, but some of whose devices have not answered when they were last counted.
SELECT id FROM rollout
WHERE status IN ('paused', 'stopped', 'finished', 'rolled_back') AND changed_at > %(since)s
  AND counts ?| ARRAY['sending', 'waiting', 'overdue']
ORDER BY id;

-- name: insert_rollout
-- A new rollout, of which nothing is done yet.
INSERT INTO rollout (settings, chosen, share, reason, user_id, created_at, changed_at)
VALUES (%(settings)s, %(chosen)s, %(share)s, %(reason)s, %(user_id)s, %(at)s, %(at)s)
RETURNING id;

-- name: set_planned
-- The devices of a rollout as the preview finds them, by name; found again, they are as they are now.
INSERT INTO rollout_device (rollout_id, device_id, former, skip, findings, turn)
SELECT %(id)s, w.device_id, w.former, w.skip, w.findings, row_number() OVER (ORDER BY d.name)
FROM json_to_recordset(%(rows)s) AS w (device_id integer, former jsonb, skip text, findings jsonb)
JOIN device d ON d.id = w.device_id
ON CONFLICT (rollout_id, device_id) DO UPDATE SET
    former = excluded.former, skip = excluded.skip, findings = excluded.findings, turn = excluded.turn;

-- name: set_turns
-- The order in which devices get their settings.
UPDATE rollout_device r SET turn = w.turn
FROM unnest(%(devices)s::integer[]) WITH ORDINALITY AS w (device_id, turn)
WHERE r.rollout_id = %(id)s AND r.device_id = w.device_id;

-- name: set_status
-- How a rollout stands.
UPDATE rollout SET status = %(status)s, changed_at = %(at)s WHERE id = %(id)s;

-- name: set_started
-- Somebody has started a rollout, and answers for it.
UPDATE rollout SET status = 'running', user_id = %(user_id)s, started_at = %(at)s, changed_at = %(at)s
WHERE id = %(id)s;

-- name: set_stage
-- A stage has begun.
UPDATE rollout SET stage = %(stage)s WHERE id = %(id)s;

-- name: set_counts
-- How many devices stand how; written only if that has changed.
UPDATE rollout SET counts = %(counts)s WHERE id = %(id)s AND counts <> %(counts)s;

-- name: set_given
-- A device was given its settings in this revision.
UPDATE rollout_device SET given_revision = %(revision)s, given_at = %(at)s
WHERE rollout_id = %(id)s AND device_id = %(device_id)s;

-- name: set_skip
-- A device is left out.
UPDATE rollout_device SET skip = %(skip)s WHERE rollout_id = %(id)s AND device_id = %(device_id)s;

-- name: set_back
-- A device was brought back.
UPDATE rollout_device SET back_at = %(at)s WHERE rollout_id = %(id)s AND device_id = %(device_id)s;

-- name: forgive
-- Somebody goes on although these devices fail.
UPDATE rollout_device SET forgiven = true WHERE rollout_id = %(id)s AND device_id = ANY (%(devices)s);

-- name: delete_draft
-- A draft is forgotten; what was started never is.
DELETE FROM rollout WHERE id = %(id)s AND status = 'draft';

-- name: delete_old_drafts
-- Drafts that nobody has started.
DELETE FROM rollout WHERE status = 'draft' AND created_at < %(before)s;

-- name: members
-- The devices of a rollout in their order, with twin and connection.
SELECT r.device_id, r.former, r.skip, r.given_revision, r.forgiven, r.back_at IS NOT NULL,
       t.revision, t.desired, t.desired_at, t.sent_at, t.report_revision, t.reported,
       nullif(t.refused, '{}'), t.report_origin,
       t.reported_at,
       d.online, d.status_at, d.wakes_in_s, d.here_since, d.last_message_at, i.interval_s,
       CASE WHEN g.online = false THEN g.status_at END,
       nullif(r.findings, '[]')
FROM rollout_device r JOIN device d ON d.id = r.device_id
LEFT JOIN device_twin t ON t.device_id = d.id
LEFT JOIN device g ON g.name = d.gateway AND g.id <> d.id
LEFT JOIN (SELECT s.device_id, min(s.interval_s) AS interval_s
           FROM signal s JOIN rollout_device o ON o.device_id = s.device_id AND o.rollout_id = %(id)s
           WHERE s.retired_at IS NULL GROUP BY s.device_id) i ON i.device_id = d.id
WHERE r.rollout_id = %(id)s
ORDER BY r.turn;

-- name: named
-- What the lines of some devices say.
SELECT d.id, d.name, m.name, coalesce(p.names, '{}')
FROM device d LEFT JOIN machine m ON m.id = coalesce(d.machine_id, d.retired_from)
LEFT JOIN place_path p ON p.place_id = m.place_id
WHERE d.id = ANY (%(ids)s);

-- name: next_devices
-- The devices whose turn is next.
SELECT device_id FROM rollout_device
WHERE rollout_id = %(id)s AND skip IS NULL AND given_revision IS NULL
ORDER BY turn LIMIT %(most)s;

-- name: next_back
-- Devices that have to be brought back.
SELECT device_id FROM rollout_device
WHERE rollout_id = %(id)s AND given_revision IS NOT NULL AND back_at IS NULL
ORDER BY turn LIMIT %(most)s;

-- name: target
-- One device of a rollout.
SELECT device_id, former, skip, given_revision, forgiven, back_at IS NOT NULL
FROM rollout_device WHERE rollout_id = %(id)s AND device_id = %(device_id)s;
