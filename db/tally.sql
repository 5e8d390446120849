-- name: insert_hours_since_last
-- Queue every hour that is over and came after the last tallied one; at the very first, since there are machines.
INSERT INTO untallied_hour (hour)
SELECT generate_series(
    coalesce((SELECT max(last.start) + interval '1 hour'
              FROM place p CROSS JOIN LATERAL (
                  SELECT t.start FROM tally t WHERE t.scope = 'place' AND t.scope_id = p.id AND t.period = 'hour'
                  ORDER BY t.start DESC LIMIT 1) AS last
              WHERE p.parent_id IS NULL),
             (SELECT date_trunc('hour', min(created_at), 'UTC') FROM machine)),
    %(last_hour)s, interval '1 hour')
ON CONFLICT DO NOTHING;

-- name: untallied_hours
-- What is to be done, newest first: the screens look at the newest most.
SELECT hour, revision FROM untallied_hour WHERE hour <= %(last_hour)s ORDER BY hour DESC LIMIT %(most)s;

-- name: delete_untallied_hour
-- Done, unless readings came while it was being done.
DELETE FROM untallied_hour WHERE hour = %(hour)s AND revision = %(revision)s;

-- name: plan_for_one_hour
-- For this transaction: the newest hour is not in the planner's statistics yet, so it must not bet on few rows.
SELECT set_config('enable_nestloop', 'off', true), set_config('enable_sort', 'off', true),
       set_config('jit', 'off', true), set_config('work_mem', '64MB', true);

-- name: set_machine_hour
-- One hour of every machine from the minutes of its signals; a signal's minutes are 60 bits (0003_fleet.sql).
INSERT INTO tally (scope, scope_id, period, start, critical_s, warning_s, advisory_s, healthy_s, unknown_s,
                   running_s, stopped_s, expected, received, ran_minutes, told_minutes)
WITH watched AS MATERIALIZED (
    SELECT s.id AS signal_id, d.machine_id, s.minimum, s.maximum, l.low_low, l.low, l.high, l.high_high,
           num_nonnulls(l.low_low, l.low, l.high, l.high_high) > 0 AS is_judged,
           CASE WHEN m.running_signal_id = s.id THEN m.running_above END AS running_above,
           least(floor(%(intervals_carried)s * s.interval_s / 60), 44640)::integer AS carry,
           3600 / s.interval_s AS expected
    FROM signal s JOIN device d ON d.id = s.device_id JOIN machine m ON m.id = d.machine_id
    LEFT JOIN signal_limit l ON l.signal_id = s.id
    WHERE s.retired_at IS NULL OR s.retired_at > %(hour)s
), seen_minutes AS MATERIALIZED (
    SELECT signal_id, bit_or(1::bigint << date_part('minute', bucket - %(hour)s)::integer) AS seen
    FROM minute WHERE bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour' GROUP BY signal_id
), whole AS MATERIALIZED (
    SELECT w.*, coalesce(s.seen, 0) AS seen, h.count, h.min, h.max
    FROM watched w LEFT JOIN seen_minutes s USING (signal_id)
    LEFT JOIN hour h ON h.signal_id = w.signal_id AND h.bucket = %(hour)s
), crossing AS (
    -- Only where the extremes of the hour lie across a border do the single minutes matter.
    SELECT w.signal_id, m.*
    FROM whole w CROSS JOIN LATERAL (
        SELECT bit_or(bit) FILTER (WHERE r.max > w.high_high) AS far_above,
               bit_or(bit) FILTER (WHERE r.max > w.high) AS above,
               bit_or(bit) FILTER (WHERE r.min < w.low_low) AS far_below,
               bit_or(bit) FILTER (WHERE r.min < w.low) AS below,
               bit_or(bit) FILTER (WHERE r.sum > r.count * w.running_above) AS running,
               bit_or(bit) FILTER (WHERE r.min > w.running_above) AS running_throughout,
               bit_or(bit) FILTER (WHERE r.max > w.maximum OR r.min < w.minimum) AS impossible
        FROM minute r
        CROSS JOIN LATERAL (SELECT 1::bigint << date_part('minute', r.bucket - %(hour)s)::integer AS bit) AS at
        WHERE r.signal_id = w.signal_id AND r.bucket >= %(hour)s AND r.bucket < %(hour)s + interval '1 hour') AS m
    WHERE w.max > least(w.high, w.high_high, w.maximum) OR w.min < greatest(w.low, w.low_low, w.minimum)
       OR (w.min <= w.running_above AND w.max > w.running_above)
), before AS (
    -- What was seen last before the hour, and which of its first minutes that reaches.
    SELECT w.signal_id, r.max > w.high_high AS far_above, r.max > w.high AS above, r.min < w.low_low AS far_below,
           r.min < w.low AS below, r.sum > r.count * w.running_above AS running,
           r.min > w.running_above AS running_throughout,
           (1::bigint << least(60, w.carry + 1 - extract(epoch FROM %(hour)s - r.bucket)::integer / 60)) - 1 AS reach
    FROM watched w CROSS JOIN LATERAL (
        SELECT m.* FROM minute m
        WHERE m.signal_id = w.signal_id AND m.bucket < %(hour)s
          AND m.bucket >= %(hour)s - make_interval(mins => w.carry)
        ORDER BY m.bucket DESC LIMIT 1) AS r
    WHERE w.carry > 0 AND r.max <= coalesce(w.maximum, r.max) AND r.min >= coalesce(w.minimum, r.min)
), minutes AS (
    SELECT machine_id, is_judged, running_above IS NOT NULL AS tells_running, w.expected, coalesce(w.count, 0) AS received,
           minutes_held(e.seen, e.seen, carry, true, e.lead) AS known,
           minutes_held(c.far_above, e.seen, carry, b.far_above, e.lead) AS far_above,
           minutes_held(c.above, e.seen, carry, b.above, e.lead) AS above,
           minutes_held(c.far_below, e.seen, carry, b.far_below, e.lead) AS far_below,
           minutes_held(c.below, e.seen, carry, b.below, e.lead) AS below,
           minutes_held(CASE WHEN w.min > running_above THEN e.seen ELSE c.running END, e.seen, carry, b.running,
                        e.lead) AS running,
           minutes_held(CASE WHEN w.min > running_above THEN e.seen ELSE c.running_throughout END, e.seen, carry,
                        b.running_throughout, e.lead) AS running_throughout
    FROM whole w LEFT JOIN crossing c USING (signal_id) LEFT JOIN before b USING (signal_id)
    CROSS JOIN LATERAL (SELECT w.seen & ~coalesce(c.impossible, 0) AS seen) AS s
    -- What came in from the hour before holds until the first minute that was seen in this one.
    CROSS JOIN LATERAL (
        SELECT s.seen, coalesce(b.reach, 0) & CASE s.seen WHEN 0 THEN -1 ELSE (s.seen & -s.seen) - 1 END AS lead) AS e
), machines AS (
    SELECT machine_id, bit_or(far_above) AS far_above, bit_or(above) AS above, bit_or(far_below) AS far_below,
           bit_or(below) AS below, coalesce(bit_and(known) FILTER (WHERE is_judged), 0) AS known,
           coalesce(bit_or(running) FILTER (WHERE tells_running), 0) AS running,
           coalesce(bit_or(known) FILTER (WHERE tells_running), 0) AS running_known,
           coalesce(bit_or(known & ~running_throughout) FILTER (WHERE tells_running), 0) AS at_rest,
           sum(expected) AS expected, sum(least(received, expected)) AS received
    FROM minutes GROUP BY machine_id
), judged AS (
    -- A stopped pump has no pressure: low limits count only in minutes that ran throughout, as the one before.
    SELECT machine_id, known, running, running_known, expected, received,
           far_above | (far_below & ~(at_rest | (at_rest << 1))) AS critical,
           above | (below & ~(at_rest | (at_rest << 1))) AS warning
    FROM machines
)
SELECT 'machine', m.id, 'hour', %(hour)s,
       60 * minutes_set(coalesce(critical, 0)), 60 * minutes_set(coalesce(warning & ~critical, 0)), 0,
       60 * minutes_set(coalesce(known & ~(critical | warning), 0)),
       60 * (60 - minutes_set(coalesce(known | critical | warning, 0))),
       60 * minutes_set(coalesce(running, 0)), 60 * minutes_set(coalesce(running_known & ~running, 0)),
       coalesce(expected, 0), coalesce(received, 0),
       CASE WHEN m.running_signal_id IS NOT NULL THEN coalesce(running & running_known, 0) END,
       CASE WHEN m.running_signal_id IS NOT NULL THEN coalesce(running_known, 0) END
FROM machine m LEFT JOIN judged ON machine_id = m.id
WHERE (m.created_at < %(hour)s + interval '1 hour' OR received > 0) AND (m.retired_at IS NULL OR m.retired_at > %(hour)s)
ON CONFLICT (scope, scope_id, period, start) DO UPDATE SET
    critical_s = excluded.critical_s, warning_s = excluded.warning_s, advisory_s = excluded.advisory_s,
    healthy_s = excluded.healthy_s, unknown_s = excluded.unknown_s, running_s = excluded.running_s,
    stopped_s = excluded.stopped_s, expected = excluded.expected, received = excluded.received,
    ran_minutes = excluded.ran_minutes, told_minutes = excluded.told_minutes;

-- name: set_machine_day
-- The day (UTC) of that hour, as far as its hours are tallied; a day never gets shorter, because its hours may be
-- forgotten (retention.sql).
INSERT INTO tally AS day (scope, scope_id, period, start, critical_s, warning_s, advisory_s, healthy_s, unknown_s,
                   running_s, stopped_s, expected, received)
SELECT 'machine', m.id, 'day', %(day)s, sum(critical_s), sum(warning_s), sum(advisory_s), sum(healthy_s),
       sum(unknown_s), sum(running_s), sum(stopped_s), sum(expected), sum(received)
FROM machine m JOIN tally t ON t.scope = 'machine' AND t.scope_id = m.id AND t.period = 'hour'
                           AND t.start >= %(day)s AND t.start < %(day)s + interval '1 day'
GROUP BY m.id
ON CONFLICT (scope, scope_id, period, start) DO UPDATE SET
    critical_s = excluded.critical_s, warning_s = excluded.warning_s, advisory_s = excluded.advisory_s,
    healthy_s = excluded.healthy_s, unknown_s = excluded.unknown_s, running_s = excluded.running_s,
    stopped_s = excluded.stopped_s, expected = excluded.expected, received = excluded.received
WHERE excluded.critical_s + excluded.warning_s + excluded.advisory_s + excluded.healthy_s + excluded.unknown_s
   >= day.critical_s + day.warning_s + day.advisory_s + day.healthy_s + day.unknown_s;

-- name: set_place_period
-- An hour or a day of every place: the sums of all machines in it and below it.
INSERT INTO tally (scope, scope_id, period, start, critical_s, warning_s, advisory_s, healthy_s, unknown_s,
                   running_s, stopped_s, expected, received)
SELECT 'place', above.id, %(period)s, %(start)s, coalesce(sum(critical_s), 0), coalesce(sum(warning_s), 0),
       coalesce(sum(advisory_s), 0), coalesce(sum(healthy_s), 0), coalesce(sum(unknown_s), 0),
       coalesce(sum(running_s), 0), coalesce(sum(stopped_s), 0), coalesce(sum(expected), 0),
       coalesce(sum(received), 0)
FROM place_path p CROSS JOIN LATERAL unnest(p.ids) AS above (id)
LEFT JOIN machine m ON m.place_id = p.place_id
LEFT JOIN tally t ON t.scope = 'machine' AND t.scope_id = m.id AND t.period = %(period)s AND t.start = %(start)s
GROUP BY above.id
ON CONFLICT (scope, scope_id, period, start) DO UPDATE SET
    critical_s = excluded.critical_s, warning_s = excluded.warning_s, advisory_s = excluded.advisory_s,
    healthy_s = excluded.healthy_s, unknown_s = excluded.unknown_s, running_s = excluded.running_s,
    stopped_s = excluded.stopped_s, expected = excluded.expected, received = excluded.received;
