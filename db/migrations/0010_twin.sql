-- The twin of a device: what it shall do, what the broker has taken of that, and what it says it does.
-- Settings are flat: {"measurement_interval_s": 10, "limits/vibration/high": 4.5}; see domain/twin.py.

ALTER TABLE device
    ADD COLUMN wakes_in_s double precision CHECK (wakes_in_s > 0),    -- said when it fell asleep; null: it is awake
    ADD COLUMN here_since timestamptz;                                -- when it last came back from sleep or absence

CREATE TABLE device_twin (
    device_id          integer PRIMARY KEY REFERENCES device ON DELETE CASCADE,
    revision           integer NOT NULL DEFAULT 0,     -- of desired; 0: nobody has set anything yet
    desired            jsonb NOT NULL DEFAULT '{}',
    desired_at         timestamptz,
    sent_at            timestamptz,                    -- when the broker first took this revision
    published_revision integer NOT NULL DEFAULT 0,     -- the newest one the broker has
    published_at       timestamptz,                    -- null: it may have nothing
    publications       integer NOT NULL DEFAULT 0,     -- since the device last answered
    asked_at           timestamptz,                    -- when somebody last asked it to report again
    report_revision    integer,                        -- the last report that counts; null: none yet
    reported           jsonb,
    refused            jsonb,                          -- path or group: the device's reason
    report_origin      text CHECK (report_origin IN ('stack', 'local')),
    report_boot        bigint,
    report_seq         bigint,
    report_document    jsonb,                          -- as it came
    reported_at        timestamptz,
    report_changed_at  timestamptz,                    -- since when it says the same
    interval_s         double precision CHECK (interval_s > 0),     -- in which it says that it sends
    expected_s         double precision,               -- in which its signals are expected by that; null: not yet
    version            bigint NOT NULL DEFAULT 1,      -- grows with every change of this row
    CHECK ((report_revision IS NULL) = (reported IS NULL))
) WITH (fillfactor = 70);
CREATE INDEX device_twin_unanswered ON device_twin (device_id)
    WHERE published_at IS NULL OR published_revision < revision OR asked_at > published_at
       OR report_revision IS NULL OR report_revision < revision;

-- Every revision there ever was; rows are only ever added.
CREATE TABLE settings_revision (
    device_id integer NOT NULL REFERENCES device ON DELETE CASCADE,
    revision  integer NOT NULL,
    settings  jsonb NOT NULL,                          -- all of them, as desired from then on
    reported  jsonb NOT NULL DEFAULT '{}',             -- what the device did when it was made
    origin    text NOT NULL CHECK (origin IN ('change', 'rollback', 'adopted', 'pushed_again', 'bulk')),
    user_id   integer REFERENCES users,
    at        timestamptz NOT NULL,
    reason    text NOT NULL DEFAULT '',
    PRIMARY KEY (device_id, revision)
);

-- Somebody asks a device to report again.
CREATE TABLE settings_request (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device_id   integer NOT NULL REFERENCES device ON DELETE CASCADE,
    user_id     integer REFERENCES users,
    at          timestamptz NOT NULL,
    answered_at timestamptz
);
CREATE INDEX settings_request_device ON settings_request (device_id, id DESC);
