-- name: heard_share
-- How much of the fleet's signals has just been heard, live: the past is in then, too.
SELECT avg((l.signal_id IS NOT NULL)::integer)
FROM signal s JOIN device d ON d.id = s.device_id
LEFT JOIN latest l ON l.signal_id = s.id AND l.live AND l.time > now() - interval '30 s'
WHERE d.machine_id IS NOT NULL;

-- name: tallied_share
-- How much of the finished hours of the past the fleet page counts, late readings included.
SELECT least(1, count(*) / (%(hours)s - 1.0)) FROM generate_series(
    date_trunc('hour', now() - interval '10 min', 'UTC') - make_interval(hours => %(hours)s - 1),
    date_trunc('hour', now() - interval '10 min', 'UTC') - interval '1 hour', interval '1 hour') AS hour
WHERE EXISTS (SELECT FROM tally WHERE period = 'hour' AND start = hour)
  AND NOT EXISTS (SELECT FROM untallied_hour u WHERE u.hour = hour.hour);

-- name: worst_case
-- The case with the worst alarm that is on, and its signal.
SELECT case_id, signal_id FROM alarm WHERE active AND subject = 'machine'
ORDER BY array_position(ARRAY['critical', 'high', 'medium', 'low'], priority), began_at LIMIT 1;
