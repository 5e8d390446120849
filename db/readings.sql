-- name: create_staging
-- Where a batch waits inside its transaction; private to the connection.
CREATE TEMP TABLE IF NOT EXISTS staged_reading (
    number integer, signal_id integer, time timestamptz, received_at timestamptz, value float8, quality smallint
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS staged_bucket (
    signal_id integer, bucket timestamptz, count bigint, sum float8, min float8, max float8, first float8,
    last float8, first_at timestamptz, last_at timestamptz
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS staged_latest (LIKE latest) ON COMMIT DELETE ROWS;
ALTER TABLE staged_latest ALTER COLUMN stored_at DROP NOT NULL;

-- name: copy_readings
-- Readings that are newer than all of their signal: no check needed but the unique index itself.
COPY readings (signal_id, time, received_at, value, quality) FROM STDIN (FORMAT binary);

-- name: copy_unmeasured
-- The same for readings without a value.
COPY readings (signal_id, time, received_at, quality) FROM STDIN (FORMAT binary);

-- name: copy_staged_readings
-- Readings that may be there already.
COPY staged_reading (number, signal_id, time, received_at, value, quality) FROM STDIN (FORMAT binary);

-- name: insert_staged_readings
-- Store what is not there yet.
INSERT INTO readings (signal_id, time, received_at, value, quality)
SELECT signal_id, time, received_at, nullif(value, 'NaN'), quality FROM staged_reading
ON CONFLICT DO NOTHING;

-- name: already_there
-- Which of the staged readings were there before this transaction, with the value that stays.
SELECT s.number, coalesce(r.value, 'NaN'), r.quality
FROM staged_reading s JOIN readings r ON r.signal_id = s.signal_id AND r.time = s.time
WHERE r.time BETWEEN %(first)s AND %(last)s AND r.stored_at <> now();

-- name: copy_staged_buckets
-- Buckets to merge.
COPY staged_bucket (signal_id, bucket, count, sum, min, max, first, last, first_at, last_at)
FROM STDIN (FORMAT binary);

-- name: empty_staged_buckets
-- The next level comes.
TRUNCATE staged_bucket;

-- name: copy_staged_latest
-- Tails to keep.
COPY staged_latest (
    signal_id, time, received_at, value, quality, live, usable_at, usable, changed_at,
    minute_count, minute_sum, minute_min, minute_max, minute_first, minute_first_at,
    hour_count, hour_sum, hour_min, hour_max, hour_first, hour_first_at,
    day_count, day_sum, day_min, day_max, day_first, day_first_at
) FROM STDIN (FORMAT binary);

-- name: set_latest
-- The newest reading of each signal of the batch, with its open buckets.
INSERT INTO latest AS l (
    signal_id, time, received_at, value, quality, live, usable_at, usable, changed_at,
    minute_count, minute_sum, minute_min, minute_max, minute_first, minute_first_at,
    hour_count, hour_sum, hour_min, hour_max, hour_first, hour_first_at,
    day_count, day_sum, day_min, day_max, day_first, day_first_at)
SELECT
    signal_id, time, received_at, nullif(value, 'NaN'), quality, live, nullif(usable_at, '-infinity'),
    nullif(usable, 'NaN'), nullif(changed_at, '-infinity'),
    minute_count, minute_sum, minute_min, minute_max, minute_first, nullif(minute_first_at, '-infinity'),
    hour_count, hour_sum, hour_min, hour_max, hour_first, nullif(hour_first_at, '-infinity'),
    day_count, day_sum, day_min, day_max, day_first, nullif(day_first_at, '-infinity')
FROM staged_latest
ON CONFLICT (signal_id) DO UPDATE SET
    time = excluded.time, received_at = excluded.received_at, stored_at = now(), value = excluded.value,
    quality = excluded.quality, live = excluded.live, usable_at = excluded.usable_at,
    usable = excluded.usable, changed_at = excluded.changed_at,
    minute_count = excluded.minute_count, minute_sum = excluded.minute_sum, minute_min = excluded.minute_min,
    minute_max = excluded.minute_max, minute_first = excluded.minute_first,
    minute_first_at = excluded.minute_first_at,
    hour_count = excluded.hour_count, hour_sum = excluded.hour_sum, hour_min = excluded.hour_min,
    hour_max = excluded.hour_max, hour_first = excluded.hour_first, hour_first_at = excluded.hour_first_at,
    day_count = excluded.day_count, day_sum = excluded.day_sum, day_min = excluded.day_min,
    day_max = excluded.day_max, day_first = excluded.day_first, day_first_at = excluded.day_first_at;

-- name: tails
-- What is remembered of each signal, to go on after a start.
SELECT signal_id, time, received_at, value, quality, live, usable_at, usable, changed_at,
    minute_count, minute_sum, minute_min, minute_max, minute_first, minute_first_at,
    hour_count, hour_sum, hour_min, hour_max, hour_first, hour_first_at,
    day_count, day_sum, day_min, day_max, day_first, day_first_at
FROM latest;

-- name: insert_conflicts
-- What was refused because another value was there first.
INSERT INTO conflict (signal_id, time, kept, refused, received_at)
SELECT * FROM unnest(%(signal_id)s::integer[], %(time)s::timestamptz[], %(kept)s::float8[],
                     %(refused)s::float8[], %(received_at)s::timestamptz[]);

-- name: insert_untallied_hours
-- Hours that are over and got readings after all; a tally that is under way sees by the revision that it is old.
INSERT INTO untallied_hour (hour) SELECT DISTINCT unnest(%(hours)s::timestamptz[])
ON CONFLICT (hour) DO UPDATE SET revision = untallied_hour.revision + 1;

-- name: copy_minute
-- Minutes that were closed just now.
COPY rollup_minute (signal_id, bucket, count, sum, min, max, first, last, first_at, last_at) FROM STDIN (FORMAT binary);

-- name: merge_minute
-- Add differences to closed minutes.
INSERT INTO rollup_minute AS r (signal_id, bucket, count, sum, min, max, first, last, first_at, last_at)
SELECT * FROM staged_bucket
ON CONFLICT (signal_id, bucket) DO UPDATE SET
    count = r.count + excluded.count, sum = r.sum + excluded.sum,
    min = least(r.min, excluded.min), max = greatest(r.max, excluded.max),
    first = CASE WHEN excluded.first_at < r.first_at THEN excluded.first ELSE r.first END,
    first_at = least(r.first_at, excluded.first_at),
    last = CASE WHEN excluded.last_at > r.last_at THEN excluded.last ELSE r.last END,
    last_at = greatest(r.last_at, excluded.last_at);

-- name: copy_hour
-- Hours that were closed just now.
COPY rollup_hour (signal_id, bucket, count, sum, min, max, first, last, first_at, last_at) FROM STDIN (FORMAT binary);

-- name: merge_hour
-- Add differences to closed hours.
INSERT INTO rollup_hour AS r (signal_id, bucket, count, sum, min, max, first, last, first_at, last_at)
SELECT * FROM staged_bucket
ON CONFLICT (signal_id, bucket) DO UPDATE SET
    count = r.count + excluded.count, sum = r.sum + excluded.sum,
    min = least(r.min, excluded.min), max = greatest(r.max, excluded.max),
    first = CASE WHEN excluded.first_at < r.first_at THEN excluded.first ELSE r.first END,
    first_at = least(r.first_at, excluded.first_at),
    last = CASE WHEN excluded.last_at > r.last_at THEN excluded.last ELSE r.last END,
    last_at = greatest(r.last_at, excluded.last_at);

-- name: copy_day
-- Days that were closed just now.
COPY rollup_day (signal_id, bucket, count, sum, min, max, first, last, first_at, last_at) FROM STDIN (FORMAT binary);

-- name: merge_day
-- Add differences to closed days.
INSERT INTO rollup_day AS r (signal_id, bucket, count, sum, min, max, first, last, first_at, last_at)
SELECT * FROM staged_bucket
ON CONFLICT (signal_id, bucket) DO UPDATE SET
    count = r.count + excluded.count, sum = r.sum + excluded.sum,
    min = least(r.min, excluded.min), max = greatest(r.max, excluded.max),
    first = CASE WHEN excluded.first_at < r.first_at THEN excluded.first ELSE r.first END,
    first_at = least(r.first_at, excluded.first_at),
    last = CASE WHEN excluded.last_at > r.last_at THEN excluded.last ELSE r.last END,
    last_at = greatest(r.last_at, excluded.last_at);
