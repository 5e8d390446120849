-- name: signals
-- The signals of the load.
SELECT id FROM signal ORDER BY id;
