-- What the ward round and the fleet page read: the way to each place, and what the tally needs.

-- Each place with all places above it, from the site down to itself.
CREATE VIEW place_path AS
WITH RECURSIVE path AS (
    SELECT id AS place_id, id AS site_id, key AS site_key, ARRAY[id] AS ids, ARRAY[name] AS names, time_zone
    FROM place WHERE parent_id IS NULL
    UNION ALL
    SELECT p.id, above.site_id, above.site_key, above.ids || p.id, above.names || p.name,
           coalesce(p.time_zone, above.time_zone)
    FROM path above JOIN place p ON p.parent_id = above.place_id
)
SELECT place_id, site_id, site_key, ids, names, time_zone FROM path;

-- Readings that come while an hour is tallied raise its revision, and so keep it on the list.
ALTER TABLE untallied_hour ADD COLUMN revision bigint NOT NULL DEFAULT 1;

-- The minutes of one hour are 60 bits (minute 0 is bit 0). A mark holds until the next minute that was seen, at
-- most `carry` minutes beyond its own; `lead` are the minutes over which a mark from the hour before still holds.
CREATE FUNCTION minutes_held(marked bigint, seen bigint, carry integer, marked_before boolean, lead bigint)
RETURNS bigint LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    unseen bigint := ~seen & ((1::bigint << 60) - 1);
    front  bigint := coalesce(marked, 0) & seen;
    result bigint := front | CASE WHEN marked_before THEN lead ELSE 0 END;
BEGIN
    FOR step IN 1..least(carry, 59) LOOP
        front := (front << 1) & unseen;
        EXIT WHEN front = 0;
        result := result | front;
    END LOOP;
    RETURN result;
END $$;

-- How many bits are set.
CREATE FUNCTION minutes_set(minutes bigint) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT bit_count(minutes::bit(64))::integer';
