-- name: beat
-- A process says that it lives.
INSERT INTO heartbeat (process, at, started_at, version, details)
VALUES (%(process)s, now(), %(started_at)s, %(version)s, %(details)s)
ON CONFLICT (process) DO UPDATE SET at = now(), started_at = excluded.started_at, version = excluded.version,
                                    details = excluded.details;

-- name: try_lead
-- Only one process of a kind works at a time: the session that gets this lock.
SELECT pg_try_advisory_lock(hashtext('stethos.' || %(process)s));

-- name: check
-- Whether the connection still works.
SELECT 1;
