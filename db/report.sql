-- name: whereabouts
-- Address, directions and position of a machine, each from the nearest place on its way that has it.
SELECT (array_agg(p.address ORDER BY w.step) FILTER (WHERE p.address IS NOT NULL))[1],
       (array_agg(p.directions ORDER BY w.step) FILTER (WHERE p.directions IS NOT NULL))[1],
       (array_agg(p.latitude ORDER BY w.step) FILTER (WHERE p.latitude IS NOT NULL AND p.longitude IS NOT NULL))[1],
       (array_agg(p.longitude ORDER BY w.step) FILTER (WHERE p.latitude IS NOT NULL AND p.longitude IS NOT NULL))[1]
FROM machine m JOIN place_path t USING (place_id)
CROSS JOIN LATERAL (SELECT id, -step AS step FROM unnest(t.ids) WITH ORDINALITY AS u (id, step)) AS w
JOIN place p ON p.id = w.id
WHERE m.id = %(machine_id)s;
