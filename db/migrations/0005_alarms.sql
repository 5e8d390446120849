-- Limits in full, alarms with their journal, cases, maintenance windows, and the audit trail.

-- A limit on how fast a value may change; and when the limits of a signal were last changed, for two who edit at once.
ALTER TABLE signal_limit
    ADD COLUMN rate_per_h double precision CHECK (rate_per_h > 0),
    ADD COLUMN version    integer NOT NULL DEFAULT 1,
    ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now();

-- How a limit is judged; a limit without a row here is judged as domain/limit.py says by default.
CREATE TABLE limit_setting (
    signal_id          integer NOT NULL REFERENCES signal,
    level              text NOT NULL CHECK (level IN ('low_low', 'low', 'high', 'high_high', 'rate')),
    deadband           double precision NOT NULL CHECK (deadband >= 0),     -- in the unit of the signal
    on_delay_s         double precision NOT NULL CHECK (on_delay_s >= 0),
    off_delay_s        double precision NOT NULL CHECK (off_delay_s >= 0),
    priority           text NOT NULL CHECK (priority IN ('critical', 'high', 'medium', 'low')),
    latching           boolean NOT NULL,
    only_while_running boolean NOT NULL,
    PRIMARY KEY (signal_id, level)
);
CREATE TRIGGER fleet_change AFTER INSERT OR UPDATE OR DELETE ON limit_setting
    FOR EACH STATEMENT EXECUTE FUNCTION count_fleet_change();

-- The one open folder of a machine's trouble, and those that are closed.
CREATE TABLE machine_case (
    id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    machine_id integer NOT NULL REFERENCES machine ON DELETE CASCADE,
    opened_at  timestamptz NOT NULL,
    began_at   timestamptz NOT NULL,        -- of its earliest alarm, at the device
    owner_id   integer REFERENCES users,
    closed_at  timestamptz,
    closed_by  integer REFERENCES users,
    outcome    text CHECK (outcome IN ('confirmed_fault', 'false_alarm', 'sensor_fault', 'process', 'not_found')),
    conclusion text NOT NULL DEFAULT '',
    version    integer NOT NULL DEFAULT 1,  -- counted up by every change people make
    CHECK ((closed_at IS NULL) = (outcome IS NULL))
);
CREATE UNIQUE INDEX machine_case_open ON machine_case (machine_id) WHERE closed_at IS NULL;
CREATE INDEX machine_case_machine ON machine_case (machine_id, opened_at DESC);

-- One life of one condition, from the first time it is raised until it has returned and was acknowledged. What
-- stands here is the fold of its journal (domain/alarm.py).
CREATE TABLE alarm (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject         text NOT NULL CHECK (subject IN ('machine', 'device', 'gateway', 'platform')),
    source          text NOT NULL,          -- what it is about: signal:7, device:3, gateway:gw-7, platform
    kind            text NOT NULL,          -- domain.alarm.Kind
    priority        text NOT NULL CHECK (priority IN ('critical', 'high', 'medium', 'low')),
    machine_id      integer REFERENCES machine ON DELETE CASCADE,
    device_id       integer REFERENCES device ON DELETE CASCADE,
    signal_id       integer REFERENCES signal ON DELETE CASCADE,
    gateway         text,
    case_id         integer REFERENCES machine_case ON DELETE SET NULL,
    active          boolean NOT NULL,
    acknowledged    boolean NOT NULL,
    latched         boolean NOT NULL,       -- stays after it has returned, until somebody resets it
    is_over         boolean NOT NULL GENERATED ALWAYS AS (NOT active AND acknowledged AND NOT latched) STORED,
    acknowledged_by integer REFERENCES users,
    acknowledged_at timestamptz,
    shelved_until   timestamptz,
    shelved_once    boolean NOT NULL DEFAULT false,     -- ends too when the alarm returns to normal
    shelved_by      integer REFERENCES users,
    shelved_reason  text,
    cause_id        bigint REFERENCES alarm ON DELETE SET NULL,    -- suppressed while that one is active
    began_at        timestamptz NOT NULL,   -- of the newest episode, as below
    raised_at       timestamptz NOT NULL,
    cleared_at      timestamptz,
    value           double precision,
    limit_value     double precision,
    episodes        integer NOT NULL DEFAULT 1,
    blind           integer NOT NULL DEFAULT 0,         -- machines that cannot be seen because of it
    discovered_at   timestamptz NOT NULL                -- when this life was first stored
);
CREATE UNIQUE INDEX alarm_open ON alarm (source, kind) WHERE NOT is_over;
CREATE INDEX alarm_machine ON alarm (machine_id, raised_at DESC);
CREATE INDEX alarm_case ON alarm (case_id);
CREATE INDEX alarm_raised ON alarm (raised_at DESC);

-- Each time an alarm was active: from the first reading beyond the limit to the one that ended it, at the device.
CREATE TABLE alarm_episode (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alarm_id    bigint NOT NULL REFERENCES alarm ON DELETE CASCADE,
    source      text NOT NULL,
    kind        text NOT NULL,
    began_at    timestamptz NOT NULL,
    raised_at   timestamptz NOT NULL,       -- began_at and the on-delay, by the reading that confirmed it
    cleared_at  timestamptz,
    value       double precision,           -- that raised it
    limit_value double precision,
    CONSTRAINT alarm_episode_once UNIQUE (source, kind, raised_at)
);
CREATE INDEX alarm_episode_alarm ON alarm_episode (alarm_id, raised_at);

-- All that ever happened to alarms; rows are only ever added.
CREATE TABLE alarm_journal (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alarm_id  bigint NOT NULL REFERENCES alarm ON DELETE CASCADE,
    event     text NOT NULL,                -- domain.alarm.Event
    at        timestamptz NOT NULL,         -- when it was so: at the device, or when somebody did it
    stored_at timestamptz NOT NULL DEFAULT now(),
    reason    text NOT NULL,                -- domain.alarm.Reason
    user_id   integer REFERENCES users,
    text      text NOT NULL DEFAULT '',
    details   jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX alarm_journal_alarm ON alarm_journal (alarm_id, id);
CREATE INDEX alarm_journal_stored ON alarm_journal USING brin (stored_at);

-- The outbox: what people may have to be told, written with the change it tells of; jobs/ takes it from here.
CREATE TABLE announcement (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alarm_id   bigint NOT NULL REFERENCES alarm ON DELETE CASCADE,
    event      text NOT NULL CHECK (event IN ('raised', 'cleared', 'withdrawn')),
    at         timestamptz NOT NULL,        -- of the event, at the device
    created_at timestamptz NOT NULL DEFAULT now(),
    routed_at  timestamptz
);
CREATE INDEX announcement_waiting ON announcement (id) WHERE routed_at IS NULL;
CREATE INDEX announcement_created ON announcement (created_at);

-- What people add to a case; alarms stand in its timeline by themselves.
CREATE TABLE case_entry (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id integer NOT NULL REFERENCES machine_case ON DELETE CASCADE,
    at      timestamptz NOT NULL,
    kind    text NOT NULL CHECK (kind IN ('comment', 'picture', 'owner', 'closed', 'reopened', 'note')),
    user_id integer REFERENCES users,
    text    text NOT NULL DEFAULT '',
    details jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX case_entry_case ON case_entry (case_id, id);

-- Out of service: alarms of the machine are kept but call nobody; ends by itself.
CREATE TABLE maintenance_window (
    id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    machine_id integer NOT NULL REFERENCES machine ON DELETE CASCADE,
    starts_at  timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL,
    reason     text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    user_id    integer REFERENCES users,
    created_at timestamptz NOT NULL DEFAULT now(),
    ended_at   timestamptz,                 -- before its time
    ended_by   integer REFERENCES users,
    CHECK (ends_at > starts_at)
);
CREATE INDEX maintenance_window_machine ON maintenance_window (machine_id, ends_at);

-- Who changed what, when, why; rows are only ever added.
CREATE TABLE audit (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL DEFAULT now(),
    user_id   integer REFERENCES users,     -- null: the stack itself, or an operator's command
    object    text NOT NULL,                -- signal_limit, machine, telling_rule, ...
    object_id text NOT NULL,
    action    text NOT NULL,
    before    jsonb,
    after     jsonb,
    reason    text NOT NULL DEFAULT ''
);
CREATE INDEX audit_object ON audit (object, object_id, id DESC);

-- What each person has seen of the list of alarms: newer ones are marked.
ALTER TABLE users ADD COLUMN alarms_seen_at timestamptz;
