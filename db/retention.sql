-- name: rejected_messages
-- Some rejected messages older than what is kept.
DELETE FROM rejected_message WHERE id IN (
    SELECT id FROM rejected_message WHERE received_at < %(before)s ORDER BY received_at LIMIT %(most)s);

-- name: conflicts
-- Some refused readings older than what is kept.
DELETE FROM conflict WHERE id IN (
    SELECT id FROM conflict WHERE stored_at < %(before)s ORDER BY stored_at LIMIT %(most)s);

-- name: ledger_minutes
-- Some minutes of the account older than what is kept.
DELETE FROM ledger WHERE minute IN (
    SELECT minute FROM ledger WHERE minute < %(before)s ORDER BY minute LIMIT %(most)s);

-- name: state_changes
-- Some changes of state older than what is kept; the last change of a machine stays, however old: it still holds.
DELETE FROM state_change WHERE ctid = ANY (ARRAY(
    SELECT old.ctid FROM state_change old
    WHERE old.at < %(before)s AND EXISTS (
        SELECT FROM state_change newer
        WHERE newer.machine_id = old.machine_id AND newer.at <= %(before)s AND (newer.at, newer.seq) > (old.at, old.seq))
    LIMIT %(most)s));

-- name: device_events
-- Some events of devices older than what is kept.
DELETE FROM device_event WHERE id IN (
    SELECT id FROM device_event WHERE received_at < %(before)s LIMIT %(most)s);

-- name: announcements
-- Some announcements that were dealt with, older than what is kept.
DELETE FROM announcement WHERE id IN (
    SELECT id FROM announcement WHERE created_at < %(before)s AND routed_at IS NOT NULL ORDER BY created_at
    LIMIT %(most)s);

-- name: device_alarms
-- Some alarms of devices, gateways and the platform that are over, older than what is kept; those of machines stay.
DELETE FROM alarm WHERE id IN (
    SELECT id FROM alarm WHERE subject <> 'machine' AND is_over AND raised_at < %(before)s LIMIT %(most)s);

-- name: tally_hours
-- Some tallied hours of machines older than what is kept, looked up machine by machine as the index has them.
DELETE FROM tally WHERE ctid = ANY (ARRAY(
    SELECT old.ctid
    FROM machine m CROSS JOIN LATERAL (
        SELECT t.ctid FROM tally t
        WHERE t.scope = 'machine' AND t.scope_id = m.id AND t.period = 'hour' AND t.start < %(before)s
        ORDER BY t.start LIMIT 240) AS old
    LIMIT %(most)s));

-- name: messages
-- Some messages to people, older than what is kept.
DELETE FROM message WHERE id IN (
    SELECT id FROM message WHERE created_at < %(before)s AND state <> 'waiting' ORDER BY created_at LIMIT %(most)s);

-- name: pictures
-- The bytes of some pictures that were removed so long ago that nobody brings them back; what they were stays.
UPDATE picture SET image = NULL, thumbnail = NULL, small = NULL WHERE id IN (
    SELECT id FROM picture WHERE removed_at < %(before)s AND image IS NOT NULL LIMIT %(most)s);

-- name: documents
-- The bytes of some documents that were removed so long ago that nobody brings them back; what they were stays.
UPDATE document SET content = NULL WHERE id IN (
    SELECT id FROM document WHERE removed_at < %(before)s AND content IS NOT NULL LIMIT %(most)s);
