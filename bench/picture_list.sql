-- name: one_line
-- All machines stand on one line.
UPDATE machine SET place_id = (SELECT id FROM place WHERE key = 'site-1-line-1');

-- name: all_in_trouble
-- All machines are in trouble.
UPDATE machine_state SET condition = 'warning', reason = 'above_high', urgency = 50000 + machine_id, value = 5.2,
    limit_value = 4.5, seq = nextval('state_seq');

-- name: machines
-- All machines.
SELECT id FROM machine ORDER BY id;

-- name: somebody
-- Who has added the pictures.
SELECT id FROM users ORDER BY id LIMIT 1;

-- name: sizes
-- How large the small pictures are.
SELECT octet_length(small) FROM picture;
