-- name: unplanned
-- The first machines, of those for which nothing was ever planned.
SELECT id FROM (SELECT id FROM machine WHERE retired_at IS NULL ORDER BY id LIMIT %(most)s) AS m
WHERE NOT EXISTS (SELECT FROM maintenance_plan p WHERE p.machine_id = m.id) ORDER BY id;
