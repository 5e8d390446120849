-- name: kept
-- How large the three forms of each picture are.
SELECT octet_length(image), octet_length(thumbnail), octet_length(small) FROM picture;

-- name: disk
-- What pictures take on the disk, with everything that belongs to the table.
SELECT pg_total_relation_size('picture');
