-- name: ingest_listens
-- Whether the ingest process of this run has subscribed at the broker: before that, a message would be lost.
SELECT 1 FROM heartbeat
WHERE process = 'ingest' AND started_at >= %(since)s AND details->>'broker' = 'connected';

-- name: readings_are_in
-- Whether a machine has been judged by what its sensors have said during this run.
SELECT 1 FROM machine_state WHERE data_at >= %(since)s LIMIT 1;
