-- name: known_signals
-- Every device with its signals; a device without signals has one row.
SELECT d.id, d.name, s.id, s.name, s.unit, s.wire_unit
FROM device d LEFT JOIN signal s ON s.device_id = d.id
WHERE %(name)s::text IS NULL OR d.name = %(name)s;

-- name: changes
-- How often the fleet was changed by people.
SELECT last_value FROM fleet_change;

-- name: insert_discovered_device
-- A device nobody has placed yet; no row when there are as many as may be, or when it is known already.
-- Gateways do not count: devices without signals in whose name others speak that have a machine or signals. Those
-- others are bounded themselves, so that nobody can invent gateways without end. They are looked for only when needed.
INSERT INTO device (name)
SELECT %(name)s
WHERE CASE WHEN (SELECT count(*) FROM device WHERE machine_id IS NULL AND retired_at IS NULL) < %(most)s
           THEN true
      ELSE (SELECT count(*) FROM device w
            WHERE w.machine_id IS NULL AND w.retired_at IS NULL
              AND (EXISTS (SELECT FROM signal s WHERE s.device_id = w.id)
                   OR w.name NOT IN (SELECT d.gateway FROM device d
                                     WHERE d.gateway IS NOT NULL
                                       AND (d.machine_id IS NOT NULL
                                            OR EXISTS (SELECT FROM signal s WHERE s.device_id = d.id))))) < %(most)s END
ON CONFLICT DO NOTHING
RETURNING id;

-- name: insert_signals
-- Signals met in a payload; what they are, the device may tell later.
INSERT INTO signal (device_id, name) SELECT %(device_id)s, unnest(%(names)s::text[]) ON CONFLICT DO NOTHING;

-- name: set_about
-- What a device says of itself; what a person has entered stays.
UPDATE device SET about = %(document)s, model = coalesce(model, %(model)s),
                  serial_number = coalesce(serial_number, %(serial)s)
WHERE id = %(device_id)s;

-- name: set_signal_about
-- What a device says of a signal completes what is known; what a person has entered stays.
UPDATE signal SET
    unit = coalesce(unit, %(unit)s), wire_unit = %(wire_unit)s,
    kind = CASE WHEN kind = 'other' THEN coalesce(%(kind)s, kind) ELSE kind END,
    minimum = coalesce(minimum, %(minimum)s), maximum = coalesce(maximum, %(maximum)s)
WHERE device_id = %(device_id)s AND name = %(name)s;

-- name: set_heard
-- When each device was heard last, and how many keys of its messages were ignored.
UPDATE device d SET last_message_at = greatest(h.at, d.last_message_at), ignored_keys = d.ignored_keys + h.ignored
FROM unnest(%(ids)s::integer[], %(times)s::timestamptz[], %(ignored)s::bigint[]) AS h (id, at, ignored)
WHERE d.id = h.id;

-- name: set_status
-- The newest status; what it does not mention stays, but sleep: whoever does not mention it is awake.
UPDATE device SET online = %(online)s, status_at = %(at)s, wakes_in_s = %(wakes_in_s)s,
    here_since = CASE WHEN %(online)s AND %(wakes_in_s)s::double precision IS NULL
                           AND (online IS NOT TRUE OR wakes_in_s IS NOT NULL OR here_since IS NULL)
                      THEN %(at)s ELSE here_since END,
    firmware = coalesce(%(firmware)s, firmware),
    battery_pct = coalesce(%(battery_pct)s, battery_pct), rssi_dbm = coalesce(%(rssi_dbm)s, rssi_dbm),
    gateway = coalesce(%(gateway)s, gateway)
WHERE id = %(device_id)s;

-- name: insert_event
-- What a device tells; told twice, it is kept once.
INSERT INTO device_event (device_id, time, received_at, kind, text)
VALUES (%(device_id)s, %(time)s, %(received_at)s, %(kind)s, %(text)s)
ON CONFLICT DO NOTHING;

-- name: insert_rejected
-- A message that could not be used, with the beginning of its bytes.
INSERT INTO rejected_message (received_at, topic, device, reason, detail, size_bytes, payload)
VALUES (%(received_at)s, %(topic)s, %(device)s, %(reason)s, %(detail)s, %(size_bytes)s, %(payload)s);

-- name: add_unkept_rejections
-- Further messages of the same device and reason, counted on the newest one kept.
UPDATE rejected_message SET more = more + %(count)s
WHERE id = (SELECT max(id) FROM rejected_message
            WHERE device IS NOT DISTINCT FROM %(device)s AND reason = %(reason)s);

-- name: add_to_ledger
-- The account of one batch, added to its minute.
INSERT INTO ledger AS l (minute, batches, messages, rejected, readings, stored, repeated, conflicting, longest_lag_ms)
VALUES (date_trunc('minute', %(at)s::timestamptz), 1, %(messages)s, %(rejected)s, %(readings)s, %(stored)s,
        %(repeated)s, %(conflicting)s, %(lag_ms)s)
ON CONFLICT (minute) DO UPDATE SET
    batches = l.batches + 1, messages = l.messages + excluded.messages, rejected = l.rejected + excluded.rejected,
    readings = l.readings + excluded.readings, stored = l.stored + excluded.stored,
    repeated = l.repeated + excluded.repeated, conflicting = l.conflicting + excluded.conflicting,
    longest_lag_ms = greatest(l.longest_lag_ms, excluded.longest_lag_ms);
