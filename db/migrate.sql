-- name: lock
-- Only one process migrates at a time; the others wait here.
SELECT pg_advisory_lock(hashtext('stethos.migrate'));

-- name: unlock
-- Let the next one in.
SELECT pg_advisory_unlock(hashtext('stethos.migrate'));

-- name: create_history
-- What has been applied, and when.
CREATE TABLE IF NOT EXISTS migration (
    version    integer PRIMARY KEY,
    name       text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);

-- name: version
-- The newest applied migration.
SELECT coalesce(max(version), 0) FROM migration;

-- name: record
-- Remember that this one is applied.
INSERT INTO migration (version, name) VALUES (%(version)s, %(name)s);
