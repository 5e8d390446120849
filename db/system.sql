-- name: heartbeats
-- The last sign of life of each process.
SELECT process, at, started_at, version, details FROM heartbeat;

-- name: ledger_minutes
-- The account minute by minute, from a minute on; minutes in which nothing came have no row.
SELECT minute, messages, readings, longest_lag_ms FROM ledger WHERE minute >= %(since)s ORDER BY minute;

-- name: account
-- The account of some spans of time that end now.
SELECT span.hours, coalesce(sum(l.messages), 0)::bigint, coalesce(sum(l.rejected), 0)::bigint,
       coalesce(sum(l.readings), 0)::bigint, coalesce(sum(l.stored), 0)::bigint,
       coalesce(sum(l.repeated), 0)::bigint, coalesce(sum(l.conflicting), 0)::bigint
FROM unnest(%(hours)s::integer[]) AS span (hours)
LEFT JOIN ledger l ON l.minute > %(now)s - make_interval(hours => span.hours)
GROUP BY span.hours ORDER BY span.hours;

-- name: rejected_messages
-- The newest messages that could not be used, without their bytes.
SELECT id, received_at, topic, device, reason, detail, size_bytes, more
FROM rejected_message ORDER BY received_at DESC, id DESC LIMIT %(most)s;

-- name: rejected_by_reason
-- How many messages could not be used since then, by reason, those that were only counted too.
SELECT reason, sum(1 + more)::bigint FROM rejected_message WHERE received_at >= %(since)s
GROUP BY reason ORDER BY 2 DESC, 1;

-- name: rejected_payload
-- The beginning of one rejected message, and how long all of it was.
SELECT payload, size_bytes FROM rejected_message WHERE id = %(id)s;

-- name: conflicts
-- The newest readings that were refused because another value was there first.
SELECT c.id, c.stored_at, c.time, d.name, coalesce(s.title, s.name), s.unit, c.kept, c.refused, m.id, m.name
FROM conflict c JOIN signal s ON s.id = c.signal_id JOIN device d ON d.id = s.device_id
LEFT JOIN machine m ON m.id = d.machine_id
ORDER BY c.stored_at DESC, c.id DESC LIMIT %(most)s;

-- name: conflicts_since
-- How many of them are kept since then.
SELECT count(*) FROM conflict WHERE stored_at >= %(since)s;

-- name: versions
-- The versions of the server, of TimescaleDB if it is there, and of the tables.
SELECT split_part(current_setting('server_version'), ' ', 1),
       (SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'),
       (SELECT max(version) FROM migration);

-- name: sizes
-- Bytes on disk: the database as a whole, and readings and rollups with their indexes, chunks and compressed chunks.
WITH RECURSIVE part AS (
    SELECT oid, CASE WHEN relname = 'readings' THEN 'readings' ELSE 'rollups' END AS kind FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
      AND relname IN ('readings', 'rollup_minute', 'rollup_hour', 'rollup_day')
    UNION ALL
    SELECT child.inhrelid, part.kind FROM part JOIN pg_inherits child ON child.inhparent = part.oid
), compressed AS (
    SELECT c.oid, 'readings' AS kind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = '_timescaledb_internal' AND starts_with(c.relname, 'compress_hyper') AND c.relkind = 'r'
), sized AS (
    SELECT kind, sum(pg_total_relation_size(oid))::bigint AS bytes
    FROM (SELECT * FROM part UNION SELECT * FROM compressed) AS every GROUP BY kind
)
SELECT pg_database_size(current_database()), coalesce((SELECT bytes FROM sized WHERE kind = 'readings'), 0),
       coalesce((SELECT bytes FROM sized WHERE kind = 'rollups'), 0);

-- name: site_zones
-- The time zones of all sites.
SELECT DISTINCT time_zone FROM place WHERE parent_id IS NULL;
