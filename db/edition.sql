-- name: timescaledb_licence
-- The licence of the TimescaleDB in this database; no row without the extension.
SELECT current_setting('timescaledb.license', true) FROM pg_extension WHERE extname = 'timescaledb';

-- name: timescaledb_offered
-- Whether the server could load TimescaleDB: installed, and preloaded at its start (then it knows this setting).
SELECT 1 FROM pg_available_extensions
WHERE name = 'timescaledb' AND current_setting('timescaledb.disable_load', true) IS NOT NULL;

-- name: create_extension
-- Load it into this database.
CREATE EXTENSION IF NOT EXISTS timescaledb;

-- name: create_hypertable
-- Cut a table into chunks of time; rows that are there already move along.
SELECT create_hypertable(%(table)s::regclass, by_range(%(column)s::name, %(chunk)s::interval),
                         create_default_indexes => false, if_not_exists => true, migrate_data => true);

-- name: index_for_retention
-- A plain table finds its oldest rows without reading all of it.
CREATE INDEX IF NOT EXISTS readings_time ON readings USING brin (time);

-- name: drop_chunks
-- Forget whole chunks.
SELECT drop_chunks(%(table)s::regclass, older_than => make_interval(days => %(days)s));

-- name: delete_before
-- Forget rows of a plain table; table_name and time_column are filled in from a fixed list.
DELETE FROM table_name WHERE time_column < now() - make_interval(days => %(days)s);

-- name: enable_compression
-- Columns by signal, newest first: what a chart reads.
ALTER TABLE readings SET (timescaledb.compress, timescaledb.compress_segmentby = 'signal_id',
                          timescaledb.compress_orderby = 'time DESC');

-- name: remove_compression_policy
-- The age may have been changed in the settings.
SELECT remove_compression_policy('readings', if_exists => true);

-- name: add_compression_policy
-- Compress chunks after the latest plausible lateness.
SELECT add_compression_policy('readings', compress_after => make_interval(days => %(days)s));
