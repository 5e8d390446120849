-- name: turn
-- One machine in twenty says something new, another twentieth each time; the worst of them turn.
UPDATE machine_state
SET value = value + 0.01, data_at = now(), seq = round.seq,
    condition = CASE condition WHEN 'critical' THEN 'warning' WHEN 'warning' THEN 'critical' ELSE condition END
FROM (SELECT nextval('state_seq') AS seq) AS round WHERE machine_id % 20 = round.seq % 20;

-- name: troubled_signals
-- What explains the state of the first machines on the ward round.
SELECT signal_id FROM machine_state WHERE condition <> 'healthy' AND signal_id IS NOT NULL
ORDER BY urgency DESC, machine_id LIMIT %(most)s;

-- name: tidy
-- What autovacuum does each minute: here the changes of minutes are pressed into seconds.
VACUUM ANALYZE machine_state;
