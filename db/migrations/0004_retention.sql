-- What retention looks for: the rows come in the order of time, so a small index on blocks of them is enough.
CREATE INDEX state_change_at ON state_change USING brin (at);
CREATE INDEX device_event_received ON device_event USING brin (received_at);
