-- name: hours_to_tally
-- How many finished hours the fleet page does not count yet.
SELECT count(*) FROM untallied_hour WHERE hour < date_trunc('hour', now() - interval '10 minutes', 'UTC');

-- name: tallied_hours
-- How many hours it counts.
SELECT count(DISTINCT start) FROM tally WHERE period = 'hour';
