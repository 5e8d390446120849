-- name: place
-- One place with the way to it.
SELECT p.id, p.key, p.name, p.kind, w.time_zone, w.ids,
       (SELECT array_agg(above.key ORDER BY at) FROM unnest(w.ids) WITH ORDINALITY AS u (id, at)
        JOIN place above ON above.id = u.id), w.names
FROM place p JOIN place_path w ON w.place_id = p.id WHERE p.key = %(key)s;

-- name: zones
-- The time zones of all sites.
SELECT DISTINCT time_zone FROM place WHERE parent_id IS NULL;

-- name: children
-- The places right below a place (below none: the sites), each with all its machines by condition.
WITH counted AS MATERIALIZED (
    SELECT m.place_id, count(*) AS machines, count(*) FILTER (WHERE s.condition = 'critical') AS critical,
           count(*) FILTER (WHERE s.condition = 'warning') AS warning,
           count(*) FILTER (WHERE s.condition = 'advisory') AS advisory,
           count(*) FILTER (WHERE s.condition = 'healthy') AS healthy
    FROM machine m LEFT JOIN machine_state s ON s.machine_id = m.id WHERE m.retired_at IS NULL GROUP BY m.place_id
)
SELECT child.id, child.key, child.name, child.kind, coalesce(sum(machines), 0)::bigint,
       coalesce(sum(critical), 0)::bigint, coalesce(sum(warning), 0)::bigint,
       coalesce(sum(advisory), 0)::bigint, coalesce(sum(healthy), 0)::bigint
FROM place child JOIN place_path w ON w.ids[%(level)s] = child.id
LEFT JOIN counted c ON c.place_id = w.place_id
WHERE child.parent_id IS NOT DISTINCT FROM %(parent_id)s AND child.retired_at IS NULL
GROUP BY child.id ORDER BY child.name, child.key;

-- name: machines
-- The machines that stand right at a place, worst first.
SELECT m.id, m.name, m.type, coalesce(s.condition, 'unknown'), coalesce(s.running, 'unknown'), coalesce(s.trust, 'silent')
FROM machine m LEFT JOIN machine_state s ON s.machine_id = m.id
WHERE m.place_id = %(place_id)s AND m.retired_at IS NULL ORDER BY s.urgency DESC NULLS LAST, m.name, m.id LIMIT %(most)s;

-- name: counts_at
-- How many machines stand right at a place, by condition.
SELECT count(*), count(*) FILTER (WHERE s.condition = 'critical'), count(*) FILTER (WHERE s.condition = 'warning'),
       count(*) FILTER (WHERE s.condition = 'advisory'), count(*) FILTER (WHERE s.condition = 'healthy')
FROM machine m LEFT JOIN machine_state s ON s.machine_id = m.id
WHERE m.place_id = %(place_id)s AND m.retired_at IS NULL;

-- name: tallies
-- The sums of one window for several machines or places: whole days as days, the rest as hours.
SELECT scope_id, sum(critical_s), sum(warning_s), sum(advisory_s), sum(healthy_s), sum(unknown_s),
       sum(running_s), sum(stopped_s), sum(expected), sum(received)
FROM unnest(%(ids)s::integer[]) AS wanted (id) CROSS JOIN LATERAL (
    SELECT * FROM tally WHERE scope = %(scope)s AND scope_id = wanted.id AND period = 'hour'
                          AND start >= %(start)s AND start < %(first_day)s
    UNION ALL
    SELECT * FROM tally WHERE scope = %(scope)s AND scope_id = wanted.id AND period = 'day'
                          AND start >= %(first_day)s AND start < %(last_day)s
    UNION ALL
    SELECT * FROM tally WHERE scope = %(scope)s AND scope_id = wanted.id AND period = 'hour'
                          AND start >= %(last_day)s AND start < %(end)s) AS t
GROUP BY scope_id;

-- name: trend
-- Seconds by condition of one place (of none: of all sites), a row an hour or a day.
SELECT t.start, sum(critical_s), sum(warning_s), sum(advisory_s), sum(healthy_s), sum(unknown_s)
FROM place p JOIN tally t ON t.scope = 'place' AND t.scope_id = p.id AND t.period = %(period)s
                         AND t.start >= %(start)s AND t.start < %(end)s
WHERE CASE WHEN %(place_id)s::integer IS NULL THEN p.parent_id IS NULL ELSE p.id = %(place_id)s END
GROUP BY t.start ORDER BY t.start;
