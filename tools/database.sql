-- name: let_create
-- The tests work as the stack's own user, who here may also make databases.
ALTER ROLE stethos CREATEDB;

-- name: create_empty
-- An empty database; database_name is one of our own making.
CREATE DATABASE database_name;

-- name: clone
-- A copy of the sealed template, made file by file.
CREATE DATABASE database_name TEMPLATE template_name STRATEGY file_copy;

-- name: seal
-- Nobody connects to the template any more: not a background worker either, or the copies would fail.
ALTER DATABASE database_name ALLOW_CONNECTIONS false;

-- name: evict
-- End whoever is still connected to it.
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %(name)s;

-- name: drop
-- Whoever is still connected is thrown out.
DROP DATABASE IF EXISTS database_name WITH (FORCE);

-- name: checkpoint
-- Everything that is dirty goes to the disk now.
CHECKPOINT;

-- name: release_locks
-- Locks of a session outlive the transaction that a test rolls back.
SELECT pg_advisory_unlock_all();

-- name: timescaledb
-- Whether this server has TimescaleDB installed.
SELECT 1 FROM pg_available_extensions WHERE name = 'timescaledb';
