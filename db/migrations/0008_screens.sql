-- Pictures in cases, as they are shown: turned upright, made small, and without what a camera adds.
CREATE TABLE case_picture (
    id        integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_id  bigint NOT NULL UNIQUE REFERENCES case_entry ON DELETE CASCADE,
    width     integer NOT NULL CHECK (width > 0),
    height    integer NOT NULL CHECK (height > 0),
    image     bytea NOT NULL,               -- WebP, at most 1600 pixels wide or high
    thumbnail bytea NOT NULL                -- WebP, at most 320
);
ALTER TABLE case_picture ALTER COLUMN image SET STORAGE EXTERNAL, ALTER COLUMN thumbnail SET STORAGE EXTERNAL;

-- Lists of what people still have to deal with are read all the time, those of what is over seldom.
CREATE INDEX alarm_standing ON alarm (id) WHERE NOT is_over;
CREATE INDEX alarm_shelf ON alarm (shelved_until) WHERE shelved_until IS NOT NULL;
CREATE INDEX alarm_cause ON alarm (cause_id) WHERE cause_id IS NOT NULL;
CREATE INDEX maintenance_window_running ON maintenance_window (ends_at) WHERE ended_at IS NULL;

-- An alarm with all that a line about it says.
CREATE VIEW alarm_line AS
SELECT a.id, a.subject, a.kind, a.priority, a.active, a.acknowledged, a.latched, a.acknowledged_by, a.acknowledged_at,
       a.shelved_until, a.shelved_once, a.shelved_by, a.shelved_reason, a.cause_id,
       m.id AS machine_id, m.name AS machine, p.names AS places, p.time_zone AS zone, p.site_key AS site,
       d.name AS device, coalesce(s.title, s.name) AS signal, a.signal_id, s.unit, a.gateway,
       a.began_at, a.raised_at, a.cleared_at, a.value, a.limit_value, a.episodes, a.blind,
       coalesce((SELECT max(j.stored_at) FROM alarm_journal j WHERE j.alarm_id = a.id AND j.event = 'raised'),
                a.discovered_at) AS heard_at,
       a.case_id, coalesce(nullif(o.full_name, ''), o.name) AS owner,
       coalesce(nullif(k.full_name, ''), k.name) AS acknowledged_by_name,
       coalesce(nullif(h.full_name, ''), h.name) AS shelved_by_name, a.is_over
FROM alarm a
LEFT JOIN signal s ON s.id = a.signal_id
LEFT JOIN device d ON d.id = coalesce(a.device_id, s.device_id)
LEFT JOIN machine m ON m.id = coalesce(a.machine_id, d.machine_id)
LEFT JOIN place_path p ON p.place_id = m.place_id
LEFT JOIN machine_case c ON c.id = a.case_id
LEFT JOIN users o ON o.id = c.owner_id
LEFT JOIN users k ON k.id = a.acknowledged_by
LEFT JOIN users h ON h.id = a.shelved_by;
