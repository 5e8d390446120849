-- name: readings
-- Readings of one signal, packed column by column; NaN stands for one that cannot be used.
SELECT string_agg(timestamptz_send(time), ''::bytea),
       string_agg(float8send(CASE WHEN quality = 192 AND value IS NOT NULL THEN value ELSE 'NaN' END), ''::bytea)
FROM (SELECT time, value, quality FROM readings
      WHERE signal_id = %(signal_id)s AND time >= %(start_at)s AND time < %(end_at)s
      ORDER BY time LIMIT %(most)s) AS ordered;

-- name: minutes
-- Minutes of one signal, packed column by column.
SELECT string_agg(timestamptz_send(first_at), ''::bytea),
       string_agg(timestamptz_send(last_at), ''::bytea), string_agg(float8send(min), ''::bytea),
       string_agg(float8send(max), ''::bytea), string_agg(float8send(sum), ''::bytea),
       string_agg(float8send(count), ''::bytea), string_agg(float8send(last), ''::bytea)
FROM (SELECT first_at, last_at, min, max, sum, count::float8 AS count, last FROM minute
      WHERE signal_id = %(signal_id)s AND bucket > %(before)s AND bucket < %(end_at)s
      ORDER BY bucket) AS ordered;

-- name: hours
-- Hours of one signal, packed column by column.
SELECT string_agg(timestamptz_send(first_at), ''::bytea),
       string_agg(timestamptz_send(last_at), ''::bytea), string_agg(float8send(min), ''::bytea),
       string_agg(float8send(max), ''::bytea), string_agg(float8send(sum), ''::bytea),
       string_agg(float8send(count), ''::bytea), string_agg(float8send(last), ''::bytea)
FROM (SELECT first_at, last_at, min, max, sum, count::float8 AS count, last FROM hour
      WHERE signal_id = %(signal_id)s AND bucket > %(before)s AND bucket < %(end_at)s
      ORDER BY bucket) AS ordered;

-- name: days
-- Days of one signal, packed column by column.
SELECT string_agg(timestamptz_send(first_at), ''::bytea),
       string_agg(timestamptz_send(last_at), ''::bytea), string_agg(float8send(min), ''::bytea),
       string_agg(float8send(max), ''::bytea), string_agg(float8send(sum), ''::bytea),
       string_agg(float8send(count), ''::bytea), string_agg(float8send(last), ''::bytea)
FROM (SELECT first_at, last_at, min, max, sum, count::float8 AS count, last FROM day
      WHERE signal_id = %(signal_id)s AND bucket > %(before)s AND bucket < %(end_at)s
      ORDER BY bucket) AS ordered;

-- name: readings_page
-- The next usable readings of one signal in the order of time, for a download.
SELECT time, value FROM readings
WHERE signal_id = %(signal_id)s AND time > %(after)s AND time < %(end_at)s
  AND quality = 192 AND value IS NOT NULL
ORDER BY time LIMIT %(most)s;

-- name: minutes_page
-- The next minutes of one signal, for a download.
SELECT bucket, min, sum / count, max, count FROM minute
WHERE signal_id = %(signal_id)s AND bucket > %(after)s AND bucket < %(end_at)s
ORDER BY bucket LIMIT %(most)s;

-- name: hours_page
-- The next hours of one signal, for a download.
SELECT bucket, min, sum / count, max, count FROM hour
WHERE signal_id = %(signal_id)s AND bucket > %(after)s AND bucket < %(end_at)s
ORDER BY bucket LIMIT %(most)s;

-- name: days_page
-- The next days of one signal, for a download.
SELECT bucket, min, sum / count, max, count FROM day
WHERE signal_id = %(signal_id)s AND bucket > %(after)s AND bucket < %(end_at)s
ORDER BY bucket LIMIT %(most)s;
