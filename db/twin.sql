-- name: twins
-- Devices with their twins; a device nobody has set anything on has an empty one.
SELECT d.id, d.name, d.about, coalesce(t.version, 0), t.report_document, t.report_changed_at, t.published_revision,
       t.published_at, t.publications, t.asked_at, t.revision, t.desired, t.desired_at, t.sent_at, t.report_revision,
       t.reported, t.refused, t.report_origin, t.report_boot, t.report_seq, t.reported_at
FROM device d LEFT JOIN device_twin t ON t.device_id = d.id
WHERE d.id = ANY (%(ids)s)
ORDER BY d.id;

-- name: make_twins
-- An empty twin for each of these devices that has none.
INSERT INTO device_twin (device_id) SELECT id FROM device WHERE id = ANY (%(ids)s) ORDER BY id ON CONFLICT DO NOTHING;

-- name: lock_twins
-- Nobody else changes these twins until the transaction ends; always in one order.
SELECT device_id FROM device_twin WHERE device_id = ANY (%(ids)s) ORDER BY device_id FOR UPDATE;

-- name: set_desired
-- A new revision: nobody has it yet.
UPDATE device_twin SET revision = %(revision)s, desired = %(desired)s, desired_at = %(at)s, sent_at = NULL,
                       publications = 0, version = version + 1
WHERE device_id = %(device_id)s;

-- name: insert_revision
-- A revision joins the history.
INSERT INTO settings_revision (device_id, revision, settings, reported, origin, user_id, at, reason)
VALUES (%(device_id)s, %(number)s, %(settings)s, %(reported)s, %(cause)s, %(user_id)s, %(at)s, %(reason)s);

-- name: revisions
-- The revisions of a device from one on, the newest first.
SELECT r.revision, r.settings, r.reported, r.origin, r.at, r.user_id, coalesce(nullif(u.full_name, ''), u.name),
       r.reason
FROM settings_revision r LEFT JOIN users u ON u.id = r.user_id
WHERE r.device_id = %(device_id)s AND r.revision >= %(since)s
ORDER BY r.revision DESC LIMIT %(most)s;

-- name: set_report
-- What a device says it does; an answer to the newest revision ends the counting of publications.
UPDATE device_twin SET report_revision = %(revision)s, reported = %(settings)s, refused = %(refused)s,
    report_origin = %(origin)s, report_boot = %(boot)s, report_seq = %(seq)s, report_document = %(document)s,
    interval_s = %(interval_s)s, reported_at = %(at)s, report_changed_at = CASE WHEN %(is_new)s THEN %(at)s ELSE report_changed_at END,
    publications = CASE WHEN %(revision)s >= device_twin.revision THEN 0 ELSE publications END, version = version + 1
WHERE device_id = %(device_id)s;

-- name: unexpected
-- Devices that say they send in another interval than they are expected to. A shorter one holds from the first reading
-- after the report on: until then nobody can be late by it.
SELECT device_id FROM device_twin t
WHERE interval_s IS DISTINCT FROM expected_s AND interval_s IS NOT NULL
  AND (expected_s IS NULL OR interval_s > expected_s
       OR EXISTS (SELECT FROM signal s JOIN latest l ON l.signal_id = s.id
                  WHERE s.device_id = t.device_id AND l.received_at > t.report_changed_at))
ORDER BY device_id FOR UPDATE OF t;

-- name: expect
-- Signals that came in the interval a device had before are expected in its new one, others at least as seldom as it
-- sends.
WITH slower_or_faster AS (
    UPDATE signal s SET interval_s = t.interval_s FROM device_twin t
    WHERE t.device_id = ANY (%(ids)s) AND s.device_id = t.device_id AND s.interval_s <> t.interval_s
      AND (s.interval_s = t.expected_s OR s.interval_s < t.interval_s)
)
UPDATE device_twin SET expected_s = interval_s WHERE device_id = ANY (%(ids)s);

-- name: insert_request
-- Somebody asks a device to report again.
INSERT INTO settings_request (device_id, user_id, at) VALUES (%(device_id)s, %(user_id)s, %(at)s);

-- name: set_asked
-- The device is to be asked.
UPDATE device_twin SET asked_at = %(at)s, version = version + 1 WHERE device_id = %(device_id)s;

-- name: answer_requests
-- A report that came after a question answers it.
UPDATE settings_request SET answered_at = %(at)s
WHERE device_id = %(device_id)s AND answered_at IS NULL AND at <= %(at)s;

-- name: requests
-- Who asked a device to report again, and when it did, the newest first.
SELECT r.at, coalesce(nullif(u.full_name, ''), u.name), r.answered_at
FROM settings_request r LEFT JOIN users u ON u.id = r.user_id
WHERE r.device_id = %(device_id)s ORDER BY r.id DESC LIMIT %(most)s;

-- name: contact
-- What is known of the connection of devices, and since when their gateway is off-line.
SELECT d.id, d.online, d.status_at, d.wakes_in_s, d.here_since, d.last_message_at,
       (SELECT min(s.interval_s) FROM signal s WHERE s.device_id = d.id AND s.retired_at IS NULL),
       CASE WHEN g.online = false THEN g.status_at END
FROM device d LEFT JOIN device g ON g.name = d.gateway AND g.id <> d.id
WHERE d.id = ANY (%(ids)s);

-- name: ranges
-- The signals of a device with their physical ranges, in the stored unit, and the unit of the wire.
SELECT name, minimum, maximum, unit, wire_unit FROM signal WHERE device_id = %(device_id)s ORDER BY name;

-- name: battery
-- The charge of a device that has a battery.
SELECT battery_pct FROM device WHERE id = %(device_id)s;

-- name: outgoing
-- Twins of which something may have to be published: never sent, asked for, or not answered; longest waiting first.
SELECT d.id, d.name, t.published_revision, t.published_at, t.publications, t.asked_at, t.revision, t.desired,
       t.desired_at, t.sent_at, t.report_revision, t.reported_at
FROM device_twin t JOIN device d ON d.id = t.device_id
WHERE (t.published_at IS NULL OR t.published_revision < t.revision OR t.asked_at > t.published_at
       OR t.report_revision IS NULL OR t.report_revision < t.revision)
  AND (t.revision > 0 OR t.asked_at IS NOT NULL)
ORDER BY t.published_at IS NOT NULL AND t.published_revision = t.revision AND t.asked_at > t.published_at IS NOT TRUE,
         t.published_at NULLS FIRST, t.device_id;

-- name: set_published
-- The broker has taken these; of a revision that is not the newest any more nothing is noted.
WITH mine AS (SELECT device_id FROM device_twin WHERE device_id = ANY (%(ids)s) ORDER BY device_id FOR UPDATE)
UPDATE device_twin t SET published_revision = p.revision, published_at = p.at, sent_at = coalesce(t.sent_at, p.at),
                         publications = t.publications + 1, version = version + 1
FROM mine, unnest(%(ids)s::integer[], %(revisions)s::integer[], %(times)s::timestamptz[]) AS p (id, revision, at)
WHERE t.device_id = p.id AND t.device_id = mine.device_id AND t.revision = p.revision;

-- name: forget_published
-- The broker has lost what it kept.
WITH mine AS (SELECT device_id FROM device_twin WHERE published_at IS NOT NULL AND revision > 0
              ORDER BY device_id FOR UPDATE)
UPDATE device_twin t SET published_at = NULL, published_revision = 0 FROM mine WHERE t.device_id = mine.device_id;

-- name: tell
-- Whoever listens learns at the commit that the settings of a device are to be published.
SELECT pg_notify('settings', %(device_id)s::text);

-- name: listen
-- Hear of settings that are to be published.
LISTEN settings;
