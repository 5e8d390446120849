-- name: entries
-- So many entries a machine, one in nine hours, back from now.
INSERT INTO log_entry (machine_id, done_at, kind, text, done_by)
SELECT m.id, %(now)s - n * interval '9 hours', 'repair', 'Seal changed, both sides, and the coupling looked at', 'Timo'
FROM machine m CROSS JOIN generate_series(1, %(entries)s::integer) AS n;

-- name: tidy
-- What the database knows of the log book is new, as after a night.
VACUUM ANALYZE log_entry;

-- name: machines
-- Some machines, far from each other.
SELECT id FROM machine ORDER BY md5(id::text) LIMIT %(most)s;
