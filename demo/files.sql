-- name: bare
-- Machines that never had a picture.
SELECT m.id, m.type, coalesce(m.maker, ''), coalesce(m.model, ''), coalesce(m.serial_number, ''), m.rated_power_kw,
       m.rated_speed_rpm
FROM machine m WHERE NOT EXISTS (SELECT FROM picture p WHERE p.machine_id = m.id) ORDER BY m.id LIMIT %(most)s;

-- name: site
-- The first site without a document.
SELECT id, name FROM place WHERE parent_id IS NULL
    AND NOT EXISTS (SELECT FROM document d WHERE d.place_id = place.id) ORDER BY id LIMIT 1;

-- name: technician
-- Who has added them.
SELECT id FROM users WHERE name = %(name)s;
