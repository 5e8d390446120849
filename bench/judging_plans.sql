-- name: plans
-- Three plans a machine, one of them by running hours; of one machine in so many the first is overdue by twelve days.
WITH gone AS (DELETE FROM maintenance_plan)
INSERT INTO maintenance_plan (machine_id, position, name, every_days, due_on, every_h, due_at_h, soon_days, soon_h)
SELECT m.id, n, 'Plan ' || n || '-' || %(one_in)s, CASE WHEN n < 3 THEN 90 END,
       CASE WHEN n < 3 THEN current_date + CASE WHEN n = 1 AND m.id %% %(one_in)s::integer = 0 THEN -12 ELSE 30 END END,
       CASE WHEN n = 3 THEN 2000 END, CASE WHEN n = 3 THEN 100000 END, 14, 50
FROM machine m CROSS JOIN generate_series(1, 3) AS n;

-- name: tidy
-- What the database knows of its own tables is new, as after a night.
VACUUM ANALYZE maintenance_plan, machine_state, running_total;

-- name: machines
-- The machines in their order.
SELECT id FROM machine WHERE retired_at IS NULL ORDER BY id;
