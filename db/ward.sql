-- name: version
-- What the screens compare: the newest committed change of a state, the changes of fleet and faces, the judge's beat.
SELECT coalesce((SELECT max(seq) FROM machine_state), 0),
       (SELECT last_value FROM fleet_change) + (SELECT last_value FROM face_change),
       (SELECT at FROM heartbeat WHERE process = 'jobs');

-- name: troubled
-- Machines that are not healthy, worst first, with what their line says.
SELECT s.machine_id, s.seq, m.name, m.type, p.names, p.time_zone, s.condition, s.running, s.trust, s.since,
       s.reason, s.signal_id, coalesce(g.title, g.name), g.unit, s.value, s.limit_value, s.per_day, s.others, s.data_at,
       EXISTS (SELECT FROM machine_case c WHERE c.machine_id = m.id AND c.closed_at IS NULL), u.name
FROM machine_state s JOIN machine m ON m.id = s.machine_id JOIN place_path p ON p.place_id = m.place_id
LEFT JOIN signal g ON g.id = s.signal_id LEFT JOIN maintenance_plan u ON u.id = s.plan_id
WHERE s.condition <> 'healthy' AND (%(site)s::text IS NULL OR p.site_key = %(site)s)
  AND (%(words)s::text[] IS NULL
       OR concat_ws(' ', m.name, m.type, m.maker, m.model, m.serial_number, array_to_string(p.names, ' '))
          ILIKE ALL (%(words)s))
ORDER BY s.urgency DESC, s.machine_id LIMIT %(most)s;

-- name: healthy
-- Healthy machines of the opened sites, by place and name, so many of each site.
SELECT site_key, machine_id, seq, name, type, names, time_zone, running, trust, since
FROM (SELECT p.site_key, s.machine_id, s.seq, m.name, m.type, p.names, p.time_zone, s.running, s.trust, s.since,
             row_number() OVER (PARTITION BY p.site_key ORDER BY p.names, m.name, m.id) AS place
      FROM machine_state s JOIN machine m ON m.id = s.machine_id JOIN place_path p ON p.place_id = m.place_id
      WHERE s.condition = 'healthy' AND p.site_key = ANY(%(sites)s)
        AND (%(words)s::text[] IS NULL
             OR concat_ws(' ', m.name, m.type, m.maker, m.model, m.serial_number, array_to_string(p.names, ' '))
                ILIKE ALL (%(words)s))) AS ranked
WHERE place <= %(most)s ORDER BY site_key, place;

-- name: sites
-- Each site with how many of its machines that fit the search are in which condition; all of them, also without any.
SELECT site.key, site.name, count(m.id),
       count(*) FILTER (WHERE s.condition = 'critical'), count(*) FILTER (WHERE s.condition = 'warning'),
       count(*) FILTER (WHERE s.condition = 'advisory'), count(*) FILTER (WHERE s.condition = 'healthy')
FROM place site JOIN place_path p ON p.site_id = site.id
LEFT JOIN machine m ON m.place_id = p.place_id AND m.retired_at IS NULL
      AND (%(words)s::text[] IS NULL
           OR concat_ws(' ', m.name, m.type, m.maker, m.model, m.serial_number, array_to_string(p.names, ' '))
              ILIKE ALL (%(words)s))
LEFT JOIN machine_state s ON s.machine_id = m.id
WHERE site.retired_at IS NULL
GROUP BY site.id ORDER BY site.name, site.key;

-- name: critical_machines
-- How many machines are critical, whatever anybody searches for.
SELECT count(*) FROM machine_state WHERE condition = 'critical';

-- name: sparks
-- The extremes of the last day of some signals: hours, and nearer than %(fine_from)s buckets of ten minutes.
SELECT s.id, s.interval_s, coalesce(l.high, l.high_high, l.low, l.low_low), b.bucket, b.width_s, b.min, b.max, b.first,
       b.last
FROM signal s LEFT JOIN signal_limit l ON l.signal_id = s.id
LEFT JOIN LATERAL (
    SELECT h.bucket, 3600 AS width_s, h.min, h.max, h.first, h.last FROM hour h
    WHERE h.signal_id = s.id AND h.bucket >= %(from)s AND h.bucket < %(fine_from)s
    UNION ALL
    SELECT date_bin('10 minutes', m.bucket, '2000-01-01Z'), 600, min(m.min), max(m.max),
           (array_agg(m.first ORDER BY m.bucket))[1], (array_agg(m.last ORDER BY m.bucket DESC))[1]
    FROM minute m WHERE m.signal_id = s.id AND m.bucket >= %(fine_from)s AND m.bucket < %(to)s GROUP BY 1
) AS b ON true
WHERE s.id = ANY(%(signals)s)
ORDER BY s.id, b.bucket;
