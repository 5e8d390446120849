-- name: believed
-- How many machines the judge has found to have believable data.
SELECT count(*) FROM machine_state WHERE trust = 'good';
