-- name: changes
-- How often the fleet and what is planned for it were changed, to know when to read them again.
SELECT (SELECT last_value FROM fleet_change), (SELECT last_value FROM plan_change);

-- name: machines
-- Every placed machine with what the judge needs of it.
SELECT id, criticality, coalesce(running_signal_id, -1), coalesce(running_above, 'NaN'), starting_s
FROM machine WHERE retired_at IS NULL ORDER BY id;

-- name: signals
-- The signals of placed machines with their expectations, limits and slopes; NaN for what is not given.
SELECT s.id, d.machine_id, d.id, s.interval_s, coalesce(s.stuck_after_s, 'NaN'), coalesce(s.minimum, 'NaN'),
       coalesce(s.maximum, 'NaN'), coalesce(l.low_low, 'NaN'), coalesce(l.low, 'NaN'), coalesce(l.high, 'NaN'),
       coalesce(l.high_high, 'NaN'), coalesce(p.per_day, 'NaN')
FROM signal s JOIN device d ON d.id = s.device_id
LEFT JOIN signal_limit l ON l.signal_id = s.id
LEFT JOIN signal_slope p ON p.signal_id = s.id
WHERE d.machine_id IS NOT NULL AND s.retired_at IS NULL
ORDER BY d.machine_id, s.id;

-- name: due_plans
-- Plans that are due by the calendar of their plant or by tallied hours: of many planned a few.
SELECT p.id, p.machine_id, p.version, p.name, p.every_days, p.every_months, p.due_on, p.every_h, p.due_at_h, p.soon_days,
       p.soon_h, p.note, p.retired_at, w.time_zone, r.running_s
FROM maintenance_plan p JOIN machine m ON m.id = p.machine_id JOIN place_path w USING (place_id)
LEFT JOIN running_total r ON r.machine_id = m.id AND m.running_signal_id IS NOT NULL
WHERE p.retired_at IS NULL AND m.retired_at IS NULL
  AND (p.due_on < (%(now)s::timestamptz AT TIME ZONE w.time_zone)::date OR p.due_at_h * 3600 < r.running_s);

-- name: heard_since
-- What was stored after a moment, in microseconds since 1970, nulls as NaN. One process writes latest, one
-- transaction after the other, so what is seen of one stored_at is all there is of it and before it.
SELECT signal_id, (extract(epoch FROM stored_at) * 1e6)::float8, (extract(epoch FROM time) * 1e6)::float8, (extract(epoch FROM received_at) * 1e6)::float8, live,
       coalesce((extract(epoch FROM usable_at) * 1e6)::float8, 'NaN'), coalesce(usable, 'NaN'),
       coalesce((extract(epoch FROM changed_at) * 1e6)::float8, 'NaN')
FROM latest WHERE stored_at > %(since)s;

-- name: offline_devices
-- Devices of machines that say, or of which the broker says, that they are off-line.
SELECT id, (extract(epoch FROM status_at) * 1e6)::float8 FROM device WHERE online = false AND machine_id IS NOT NULL;

-- name: states
-- The states as they were written last.
SELECT machine_id, condition, running, trust, since FROM machine_state;

-- name: next_seq
-- The number of the next round of changes.
SELECT nextval('state_seq');

-- name: set_states
-- Machines whose state, or whose sentence, has changed; a condition that stays keeps its beginning.
INSERT INTO machine_state AS m (machine_id, condition, running, trust, since, urgency, reason, signal_id, limit_value,
                                value, per_day, others, data_at, plan_id, seq)
SELECT n.machine_id, n.condition, n.running, n.trust, n.since, n.urgency, n.reason, n.signal_id,
       nullif(n.limit_value, 'NaN'), nullif(n.value, 'NaN'), nullif(n.per_day, 'NaN'), n.others, n.data_at,
       n.plan_id, %(seq)s
FROM unnest(%(machine_id)s::integer[], %(condition)s::text[], %(running)s::text[], %(trust)s::text[],
            %(since)s::timestamptz[], %(urgency)s::integer[], %(reason)s::text[], %(signal_id)s::integer[],
            %(limit_value)s::float8[], %(value)s::float8[], %(per_day)s::float8[], %(others)s::integer[],
            %(data_at)s::timestamptz[], %(plan_id)s::integer[])
     AS n (machine_id, condition, running, trust, since, urgency, reason, signal_id, limit_value, value, per_day,
           others, data_at, plan_id)
ON CONFLICT (machine_id) DO UPDATE SET
    since = CASE WHEN m.condition = excluded.condition THEN m.since ELSE excluded.since END,
    condition = excluded.condition, running = excluded.running, trust = excluded.trust,
    urgency = excluded.urgency, reason = excluded.reason, signal_id = excluded.signal_id,
    limit_value = excluded.limit_value, value = excluded.value, per_day = excluded.per_day,
    others = excluded.others, data_at = excluded.data_at, plan_id = excluded.plan_id,
    seq = excluded.seq;

-- name: insert_changes
-- The journal: machines of which one of the three marks has changed.
INSERT INTO state_change (machine_id, at, condition, running, trust, reason, signal_id, value, seq)
SELECT n.machine_id, %(at)s, n.condition, n.running, n.trust, n.reason, n.signal_id, nullif(n.value, 'NaN'), %(seq)s
FROM unnest(%(machine_id)s::integer[], %(condition)s::text[], %(running)s::text[], %(trust)s::text[],
            %(reason)s::text[], %(signal_id)s::integer[], %(value)s::float8[])
     AS n (machine_id, condition, running, trust, reason, signal_id, value);

-- name: delete_gone_states
-- Machines that are no more have no state.
DELETE FROM machine_state WHERE NOT machine_id = ANY(%(machine_ids)s::integer[]);

-- name: alarms
-- The alarms of machines that are not over, and whether people are called for them at the moment.
SELECT a.signal_id, a.kind, a.active, coalesce(a.shelved_until > %(now)s, false),
       EXISTS (SELECT FROM maintenance_window w WHERE w.machine_id = a.machine_id AND w.starts_at <= %(now)s
               AND w.ends_at > %(now)s AND w.ended_at IS NULL),
       coalesce(a.limit_value, 'NaN'), (extract(epoch FROM a.began_at) * 1e6)::bigint
FROM alarm a WHERE a.subject = 'machine' AND NOT a.is_over AND a.signal_id IS NOT NULL;
