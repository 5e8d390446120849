-- name: tolerance
-- How alike a word has to be, from here to the end of the transaction.
SELECT set_config('pg_trgm.word_similarity_threshold', %(least)s, true);

-- name: written
-- What has all words as they are typed, the best first: its own name or number before where it is, the beginning of a
-- word before the middle; then machines in trouble.
WITH fitting AS (
    SELECT kind, object_id, retired,
           CASE WHEN own = %(text)s THEN 5 WHEN own LIKE %(beginning)s THEN 4
                WHEN position(' ' || %(text)s IN ' ' || own) > 0 THEN 3 WHEN own LIKE ALL(%(patterns)s) THEN 2
                ELSE 1 END AS score
    FROM search_entry
    WHERE own || ' ' || around LIKE %(longest_pattern)s AND own || ' ' || around LIKE ALL(%(patterns)s)
)
SELECT f.kind, f.object_id, f.retired, s.condition
FROM fitting f LEFT JOIN machine_state s ON f.kind = 'machine' AND s.machine_id = f.object_id
ORDER BY f.retired, f.score DESC, array_position(ARRAY['machine', 'place', 'device', 'contact'], f.kind),
         s.urgency DESC NULLS LAST, f.object_id LIMIT %(most)s;

-- name: alike
-- What has words like all that are typed, the most alike first, its own before where it is. The longest word is looked
-- up in the index; a word too short to be mistyped has to be there as it is. Of more than enough only so many are ranked.
WITH candidate AS MATERIALIZED (
    (SELECT kind, object_id, retired, own, own || ' ' || around AS every FROM search_entry
     WHERE (own || ' ' || around) %%> %(longest)s AND own || ' ' || around LIKE ALL(%(short_patterns)s)
       AND kind IN ('place', 'contact'))
    UNION ALL
    (SELECT kind, object_id, retired, own, own || ' ' || around AS every FROM search_entry
     WHERE (own || ' ' || around) %%> %(longest)s AND own || ' ' || around LIKE ALL(%(short_patterns)s)
       AND kind = 'machine' LIMIT %(enough)s)
    UNION ALL
    (SELECT kind, object_id, retired, own, own || ' ' || around AS every FROM search_entry
     WHERE (own || ' ' || around) %%> %(longest)s AND own || ' ' || around LIKE ALL(%(short_patterns)s)
       AND kind = 'device' LIMIT %(enough)s)
), fitting AS (
    SELECT c.kind, c.object_id, c.retired, w.score
           + (SELECT count(*) FROM unnest(%(short_words)s::text[]) AS word
              WHERE position(' ' || word || ' ' IN ' ' || c.own || ' ') > 0) AS score
    FROM candidate c CROSS JOIN LATERAL (
        SELECT sum(CASE WHEN own.alike >= least THEN own.alike + 0.5 ELSE word_similarity(word, c.every) END) AS score,
               min(CASE WHEN own.alike >= least THEN 0 ELSE word_similarity(word, c.every) - least END) AS spare
        FROM unnest(%(words)s::text[], %(least)s::float4[]) AS w (word, least),
             LATERAL (SELECT word_similarity(word, c.own) AS alike OFFSET 0) AS own) AS w
    WHERE w.spare >= 0
)
SELECT f.kind, f.object_id, f.retired, s.condition
FROM fitting f LEFT JOIN machine_state s ON f.kind = 'machine' AND s.machine_id = f.object_id
ORDER BY f.retired, f.score DESC, array_position(ARRAY['machine', 'place', 'device', 'contact'], f.kind),
         s.urgency DESC NULLS LAST, f.object_id LIMIT %(most)s;

-- name: lines
-- What the lines of these things say, in this order.
SELECT b.kind, b.object_id, coalesce(m.name, p.name, d.name, c.name), b.retired, b.condition, m.type, p.kind,
       CASE b.kind WHEN 'machine' THEN mp.names WHEN 'place' THEN pp.names[:array_length(pp.names, 1) - 1]
                   WHEN 'device' THEN ARRAY[dm.name] ELSE ARRAY[coalesce(cp.name, cm.name)] END,
       CASE b.kind WHEN 'machine' THEN ARRAY[m.key, m.serial_number, m.maker, m.model] || m.tags
                   WHEN 'place' THEN ARRAY[p.address] WHEN 'device' THEN ARRAY[d.model, d.serial_number]
                   ELSE ARRAY[c.role, c.phone, c.email] END,
       c.machine_id, c.place_id
FROM unnest(%(kinds)s::text[], %(ids)s::integer[], %(retired)s::boolean[], %(conditions)s::text[])
     WITH ORDINALITY AS b (kind, object_id, retired, condition, place)
LEFT JOIN machine m ON b.kind = 'machine' AND m.id = b.object_id LEFT JOIN place_path mp ON mp.place_id = m.place_id
LEFT JOIN place p ON b.kind = 'place' AND p.id = b.object_id LEFT JOIN place_path pp ON pp.place_id = p.id
LEFT JOIN device d ON b.kind = 'device' AND d.id = b.object_id
LEFT JOIN machine dm ON dm.id = coalesce(d.machine_id, d.retired_from)
LEFT JOIN contact c ON b.kind = 'contact' AND c.id = b.object_id
LEFT JOIN place cp ON cp.id = c.place_id LEFT JOIN machine cm ON cm.id = c.machine_id
ORDER BY b.place;
