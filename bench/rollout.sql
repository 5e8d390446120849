-- name: prepare
-- Every device says what can be set on it; one in twenty sleeps.
UPDATE device SET about = %(about)s, online = id %% 20 <> 1, status_at = %(at)s, last_message_at = %(at)s,
                  wakes_in_s = CASE WHEN id %% 20 = 1 THEN 3600 END
WHERE machine_id IS NOT NULL RETURNING id;

-- name: report
-- Every device has reported what it does by itself.
INSERT INTO device_twin (device_id, report_revision, reported, refused, report_origin, report_document, reported_at)
SELECT id, 0, '{"measurement_interval_s": 10, "report_interval_s": 60}', '{}', 'stack', '{}', %(at)s FROM device
WHERE machine_id IS NOT NULL
ON CONFLICT (device_id) DO UPDATE SET report_revision = 0, reported = excluded.reported, refused = '{}',
    report_origin = 'stack', reported_at = excluded.reported_at;

-- name: answer
-- Those that are awake answer what is wanted of them; one in twenty refuses.
UPDATE device_twin t SET sent_at = coalesce(t.sent_at, %(at)s), report_revision = t.revision, reported_at = %(at)s,
    reported = CASE WHEN d.id %% 20 = 2 THEN t.reported ELSE t.reported || t.desired END,
    refused = CASE WHEN d.id %% 20 = 2 THEN '{"report_interval_s": "battery low"}'::jsonb ELSE '{}' END,
    version = t.version + 1
FROM device d
WHERE d.id = t.device_id AND d.online AND t.revision > 0 AND t.report_revision IS DISTINCT FROM t.revision;
