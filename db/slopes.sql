-- name: set_slopes
-- The slope of the hourly means of the last days, where it explains most of how they vary.
INSERT INTO signal_slope (signal_id, per_day, computed_at)
SELECT h.signal_id, regr_slope(h.sum / h.count, extract(epoch FROM h.bucket)::float8 / 86400), %(now)s
FROM hour h JOIN signal s ON s.id = h.signal_id JOIN device d ON d.id = s.device_id
WHERE h.bucket >= %(now)s - make_interval(days => %(days)s) AND d.machine_id IS NOT NULL AND s.retired_at IS NULL
GROUP BY h.signal_id
HAVING count(*) >= %(fewest_hours)s
   AND regr_r2(h.sum / h.count, extract(epoch FROM h.bucket)::float8 / 86400) >= %(least_r2)s
ON CONFLICT (signal_id) DO UPDATE SET per_day = excluded.per_day, computed_at = excluded.computed_at;

-- name: delete_old_slopes
-- Slopes that the last round did not find again.
DELETE FROM signal_slope WHERE computed_at < %(now)s;
