-- name: signals
-- The signals of the load.
SELECT id FROM signal ORDER BY id;

-- name: vacuum
-- What autovacuum would do, now and not while something is measured.
VACUUM ANALYZE readings;
