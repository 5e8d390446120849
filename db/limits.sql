-- name: exists
-- Whether there is such a signal.
SELECT true FROM signal WHERE id = %(signal_id)s;

-- name: limit_set
-- The limits of one signal, what they have to fit into, and who changed them last and why.
SELECT s.unit, s.minimum, s.maximum, m.running_signal_id IS NOT NULL, l.low_low, l.low, l.high, l.high_high, l.rate_per_h,
       coalesce(l.version, 0), l.changed_at, a.who, coalesce(a.reason, ''),
       (SELECT json_object_agg(g.level, g) FROM limit_setting g WHERE g.signal_id = s.id)
FROM signal s JOIN device d ON d.id = s.device_id LEFT JOIN machine m ON m.id = d.machine_id
LEFT JOIN signal_limit l ON l.signal_id = s.id
LEFT JOIN LATERAL (
    SELECT coalesce(nullif(u.full_name, ''), u.name) AS who, a.reason
    FROM audit a LEFT JOIN users u ON u.id = a.user_id
    WHERE a.object = 'signal_limit' AND a.object_id = s.id::text ORDER BY a.id DESC LIMIT 1) a ON true
WHERE s.id = %(signal_id)s;

-- name: limited
-- One signal with what is known of its machine, and the zone of its plant.
SELECT s.id, s.name, coalesce(s.title, s.name), s.kind, s.unit, s.interval_s, s.minimum, s.maximum, s.band_from_hz,
       s.band_to_hz, d.name, m.id, m.name, m.type, m.rated_power_kw, m.rated_speed_rpm, m.foundation, m.shaft_height_mm,
       m.impeller, m.motion, m.running_signal_id IS NOT NULL, coalesce(p.time_zone, 'Etc/UTC'),
       s.retired_at
FROM signal s JOIN device d ON d.id = s.device_id LEFT JOIN machine m ON m.id = d.machine_id
LEFT JOIN place_path p USING (place_id)
WHERE s.id = %(signal_id)s;

-- name: set_values
-- Compare and set: no row if the limits are not those of this version any more.
INSERT INTO signal_limit AS l (signal_id, low_low, low, high, high_high, rate_per_h, version, changed_at)
VALUES (%(signal_id)s, %(low_low)s, %(low)s, %(high)s, %(high_high)s, %(rate_per_h)s, %(version)s + 1, %(now)s)
ON CONFLICT (signal_id) DO UPDATE SET
    low_low = excluded.low_low, low = excluded.low, high = excluded.high, high_high = excluded.high_high,
    rate_per_h = excluded.rate_per_h, version = excluded.version, changed_at = excluded.changed_at
WHERE l.version = %(version)s
RETURNING version;

-- name: delete_settings
-- How the limits of one signal were judged.
DELETE FROM limit_setting WHERE signal_id = %(signal_id)s;

-- name: insert_settings
-- How the limits of one signal are judged from now on, where that is not the default.
INSERT INTO limit_setting (signal_id, level, deadband, on_delay_s, off_delay_s, priority, latching, only_while_running)
SELECT %(signal_id)s, w.level, w.deadband, w.on_delay_s, w.off_delay_s, w.priority, w.latching, w.only_while_running
FROM json_to_recordset(%(rows)s) AS w (
    level text, deadband float8, on_delay_s float8, off_delay_s float8, priority text, latching boolean,
    only_while_running boolean);
