-- name: of_machine
-- What is planned for a machine, in the order of its list.
SELECT id, machine_id, version, name, every_days, every_months, due_on, every_h, due_at_h, soon_days, soon_h, note,
       retired_at
FROM maintenance_plan
WHERE machine_id = %(machine_id)s AND (%(with_retired)s OR retired_at IS NULL) ORDER BY position, id;

-- name: one
-- One plan.
SELECT id, machine_id, version, name, every_days, every_months, due_on, every_h, due_at_h, soon_days, soon_h, note,
       retired_at
FROM maintenance_plan WHERE id = %(id)s;

-- name: lock
-- Nobody else changes this plan until the transaction ends.
SELECT id FROM maintenance_plan WHERE id = %(id)s FOR UPDATE;

-- name: exists
-- Whether there is such a plan that is not retired.
SELECT EXISTS (SELECT FROM maintenance_plan WHERE id = %(id)s AND retired_at IS NULL);

-- name: is_taken
-- Whether a machine has another plan of this name.
SELECT EXISTS (SELECT FROM maintenance_plan WHERE machine_id = %(machine_id)s AND lower(name) = lower(%(name)s)
               AND retired_at IS NULL AND id IS DISTINCT FROM %(but)s::integer);

-- name: insert_plan
-- A plan, the last of its machine; its number.
INSERT INTO maintenance_plan (machine_id, position, name, every_days, every_months, due_on, every_h, due_at_h,
                              soon_days, soon_h, note)
SELECT %(machine_id)s, coalesce(max(position) + 1, 0), %(name)s, %(every_days)s, %(every_months)s, %(due_on)s, %(every_h)s,
       %(due_at_h)s, %(soon_days)s, %(soon_h)s, %(note)s
FROM maintenance_plan WHERE machine_id = %(machine_id)s
RETURNING id;

-- name: set_plan
-- A plan as somebody has changed it.
UPDATE maintenance_plan SET name = %(name)s, every_days = %(every_days)s, every_months = %(every_months)s,
       due_on = %(due_on)s, every_h = %(every_h)s, due_at_h = %(due_at_h)s, soon_days = %(soon_days)s,
       soon_h = %(soon_h)s, note = %(note)s
WHERE id = %(id)s;

-- name: set_retired
-- A plan is retired, or not any more.
UPDATE maintenance_plan SET retired_at = %(at)s WHERE id = %(id)s;

-- name: running_total
-- For how long a machine ran, as tallied; nothing if no signal tells whether it runs.
SELECT r.running_s FROM machine m JOIN running_total r ON r.machine_id = m.id
WHERE m.id = %(machine_id)s AND m.running_signal_id IS NOT NULL;

-- name: retired_by
-- Who retired a plan last, and why.
SELECT coalesce(nullif(u.full_name, ''), u.name), a.reason FROM audit a LEFT JOIN users u ON u.id = a.user_id
WHERE a.object = 'maintenance_plan' AND a.object_id = %(number)s AND a.action = 'retired' ORDER BY a.id DESC LIMIT 1;

-- name: tell
-- The judge looks again: the trigger has counted before it could see anything new.
SELECT nextval('plan_change');

-- name: of_fleet
-- All that is planned, with the key of its machine, in the order of its list.
SELECT m.key, p.name, p.every_days, p.every_months, p.due_on, p.every_h, p.due_at_h, p.soon_days, p.soon_h, p.note
FROM maintenance_plan p JOIN machine m ON m.id = p.machine_id
WHERE p.retired_at IS NULL ORDER BY p.machine_id, p.position, p.id;

-- name: retire_others
-- What is planned for these machines and not in their lists any more.
UPDATE maintenance_plan p SET retired_at = now()
FROM machine m WHERE m.id = p.machine_id AND m.key = ANY(%(keys)s) AND p.retired_at IS NULL
  AND NOT EXISTS (SELECT FROM json_to_recordset(%(rows)s) AS w (key text, name text)
                  WHERE w.key = m.key AND lower(w.name) = lower(p.name));

-- name: set_plans
-- What is planned already, as the lists have it now.
UPDATE maintenance_plan p SET position = w.position, name = w.name, every_days = w.every_days,
       every_months = w.every_months, due_on = w.due_on, every_h = w.every_h, due_at_h = w.due_at_h,
       soon_days = w.soon_days, soon_h = w.soon_h, note = w.note
FROM json_to_recordset(%(rows)s) AS w (
    key text, position integer, name text, every_days integer, every_months integer, due_on date, every_h float8,
    due_at_h float8, soon_days integer, soon_h float8, note text)
JOIN machine m ON m.key = w.key
WHERE p.machine_id = m.id AND lower(p.name) = lower(w.name) AND p.retired_at IS NULL;

-- name: insert_plans
-- What was not planned so far.
INSERT INTO maintenance_plan (machine_id, position, name, every_days, every_months, due_on, every_h, due_at_h,
                              soon_days, soon_h, note)
SELECT m.id, w.position, w.name, w.every_days, w.every_months, w.due_on, w.every_h, w.due_at_h, w.soon_days, w.soon_h,
       w.note
FROM json_to_recordset(%(rows)s) AS w (
    key text, position integer, name text, every_days integer, every_months integer, due_on date, every_h float8,
    due_at_h float8, soon_days integer, soon_h float8, note text)
JOIN machine m ON m.key = w.key
WHERE NOT EXISTS (SELECT FROM maintenance_plan p WHERE p.machine_id = m.id AND lower(p.name) = lower(w.name)
                  AND p.retired_at IS NULL)
ORDER BY m.id, w.position;
