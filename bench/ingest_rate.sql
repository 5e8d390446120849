-- name: insert_devices
-- The devices of a load.
INSERT INTO device (name) SELECT unnest(%(names)s::text[]);

-- name: insert_signals
-- The same signals for every device.
INSERT INTO signal (device_id, name, unit, kind, interval_s)
SELECT d.id, n, 'mm/s', 'vibration_velocity_rms', 10 FROM device d, unnest(%(names)s::text[]) n;

-- name: account
-- Messages and readings stored so far.
SELECT coalesce(sum(messages), 0)::bigint, coalesce(sum(stored), 0)::bigint FROM ledger;

-- name: ingest_backend
-- The server process that works for ingest.
SELECT pid FROM pg_stat_activity WHERE application_name = 'stethos-ingest' AND datname = current_database();

-- name: copy_out
-- Rows as they lie in the table.
COPY (SELECT time, received_at, stored_at, value, signal_id, quality FROM readings LIMIT %(rows)s)
TO STDOUT (FORMAT binary);

-- name: truncate
-- An empty table of the same kind.
TRUNCATE readings;

-- name: copy_in
-- The bare COPY that everything is measured against.
COPY readings (time, received_at, stored_at, value, signal_id, quality) FROM STDIN (FORMAT binary);

-- name: count
-- How many there are.
SELECT count(*) FROM readings;
