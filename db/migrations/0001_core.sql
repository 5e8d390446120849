-- Places, machines, devices, signals; readings with rollups; the ledger; the state of the machines.
-- Which tables become hypertables is decided in db/edition.py, by what the server offers.

CREATE TABLE place (
    id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key        text NOT NULL CONSTRAINT place_key_unique UNIQUE,
    parent_id  integer REFERENCES place,
    kind       text NOT NULL CHECK (kind IN ('site', 'line', 'area')),
    name       text NOT NULL,
    time_zone  text,                      -- IANA; null: that of the place above
    address    text,
    latitude   double precision CHECK (latitude BETWEEN -90 AND 90),
    longitude  double precision CHECK (longitude BETWEEN -180 AND 180),
    CHECK (kind = 'site' OR parent_id IS NOT NULL),
    CHECK (kind <> 'site' OR time_zone IS NOT NULL)
);
CREATE INDEX place_parent ON place (parent_id);

CREATE TABLE machine (
    id                integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key               text NOT NULL CONSTRAINT machine_key_unique UNIQUE,
    place_id          integer NOT NULL REFERENCES place,
    name              text NOT NULL,
    type              text NOT NULL,
    maker             text,
    model             text,
    serial_number     text,
    rated_power_kw    double precision,
    rated_speed_rpm   double precision,
    criticality       smallint NOT NULL DEFAULT 3 CHECK (criticality BETWEEN 1 AND 5),
    running_signal_id integer,            -- runs while this signal is above running_above
    running_above     double precision,
    starting_s        integer NOT NULL DEFAULT 30,
    created_at        timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX machine_place ON machine (place_id);

CREATE TABLE device (
    id              integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name            text NOT NULL CONSTRAINT device_name_unique UNIQUE,   -- as in the topic
    machine_id      integer REFERENCES machine,                           -- null: waiting to be placed
    model           text,
    serial_number   text,
    discovered_at   timestamptz NOT NULL DEFAULT now(),
    about           jsonb,                -- the newest description it sent of itself
    online          boolean,              -- null: it never said
    status_at       timestamptz,
    last_message_at timestamptz,
    firmware        text,
    battery_pct     double precision,
    rssi_dbm        double precision,
    gateway         text,
    ignored_keys    bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 70);
CREATE INDEX device_machine ON device (machine_id);

CREATE TABLE signal (
    id            integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device_id     integer NOT NULL REFERENCES device,
    name          text NOT NULL,          -- the key in the payload
    title         text,                   -- on the screen; null: the name
    kind          text NOT NULL DEFAULT 'other',
    unit          text,                   -- UCUM; what is stored
    wire_unit     text,                   -- UCUM; what the device sends, null: the same
    minimum       double precision,       -- physical range, in unit
    maximum       double precision,
    interval_s    double precision NOT NULL DEFAULT 60 CHECK (interval_s > 0),
    stuck_after_s double precision CHECK (stuck_after_s > 0),
    CONSTRAINT signal_name_unique UNIQUE (device_id, name)
);
ALTER TABLE machine ADD FOREIGN KEY (running_signal_id) REFERENCES signal;

-- Grows with every change of places, machines, devices, signals or limits; processes that keep them in
-- memory look at it. Counted once a statement, whoever changes them.
CREATE SEQUENCE fleet_change MINVALUE 0 START 0;
CREATE FUNCTION count_fleet_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM nextval('fleet_change'); RETURN NULL; END $$;

CREATE TABLE signal_limit (
    signal_id integer PRIMARY KEY REFERENCES signal,
    low_low   double precision,
    low       double precision,
    high      double precision,
    high_high double precision,
    CHECK (low_low <= low AND low < high AND high <= high_high AND low_low < high_high)
);

CREATE TABLE signal_slope (
    signal_id   integer PRIMARY KEY REFERENCES signal,
    per_day     double precision NOT NULL,  -- unit of the signal a day
    computed_at timestamptz NOT NULL
);

CREATE TRIGGER fleet_change AFTER INSERT OR UPDATE OR DELETE ON place
    FOR EACH STATEMENT EXECUTE FUNCTION count_fleet_change();
CREATE TRIGGER fleet_change AFTER INSERT OR UPDATE OR DELETE ON machine
    FOR EACH STATEMENT EXECUTE FUNCTION count_fleet_change();
CREATE TRIGGER fleet_change AFTER INSERT OR DELETE OR UPDATE OF name, machine_id ON device
    FOR EACH STATEMENT EXECUTE FUNCTION count_fleet_change();
CREATE TRIGGER fleet_change AFTER INSERT OR UPDATE OR DELETE ON signal
    FOR EACH STATEMENT EXECUTE FUNCTION count_fleet_change();
CREATE TRIGGER fleet_change AFTER INSERT OR UPDATE OR DELETE ON signal_limit
    FOR EACH STATEMENT EXECUTE FUNCTION count_fleet_change();

-- One row a reading. No foreign key: ingest is the only writer and checks signals itself.
CREATE TABLE readings (
    time        timestamptz NOT NULL,                -- at the device
    received_at timestamptz NOT NULL,                -- at the ingester
    stored_at   timestamptz NOT NULL DEFAULT now(),  -- start of the transaction that committed it
    value       double precision,                    -- null: could not measure
    signal_id   integer NOT NULL,
    quality     smallint NOT NULL                    -- 192 good, 500 stale, 0 bad (Sparkplug B)
);

CREATE TABLE conflict (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    signal_id   integer NOT NULL,
    time        timestamptz NOT NULL,
    kept        double precision,
    refused     double precision,
    received_at timestamptz NOT NULL,
    stored_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX conflict_stored ON conflict (stored_at);

-- Closed buckets only; the bucket in which a signal's newest reading lies is in latest.
CREATE TABLE rollup_minute (
    bucket    timestamptz NOT NULL,
    sum       double precision NOT NULL,
    min       double precision NOT NULL,
    max       double precision NOT NULL,
    first     double precision NOT NULL,
    last      double precision NOT NULL,
    first_at  timestamptz NOT NULL,
    last_at   timestamptz NOT NULL,
    count     bigint NOT NULL,
    signal_id integer NOT NULL
);
CREATE TABLE rollup_hour (LIKE rollup_minute);
CREATE TABLE rollup_day (LIKE rollup_minute);

-- The newest reading of each signal by device time, and its three open buckets.
CREATE TABLE latest (
    signal_id       integer PRIMARY KEY,
    time            timestamptz NOT NULL,   -- newest reading of any quality
    received_at     timestamptz NOT NULL,
    stored_at       timestamptz NOT NULL DEFAULT now(),
    value           double precision,
    quality         smallint NOT NULL,
    live            boolean NOT NULL,       -- false: came in a buffered upload
    usable_at       timestamptz,            -- newest reading with a good value
    usable          double precision,
    changed_at      timestamptz,            -- since when the good values are all the same
    minute_count    bigint NOT NULL DEFAULT 0,
    minute_sum      double precision, minute_min double precision, minute_max double precision,
    minute_first    double precision, minute_first_at timestamptz,
    hour_count      bigint NOT NULL DEFAULT 0,
    hour_sum        double precision, hour_min double precision, hour_max double precision,
    hour_first      double precision, hour_first_at timestamptz,
    day_count       bigint NOT NULL DEFAULT 0,
    day_sum         double precision, day_min double precision, day_max double precision,
    day_first       double precision, day_first_at timestamptz
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.2);

-- What readers use: closed buckets and the open one, as one table each.
CREATE VIEW minute AS
    SELECT signal_id, bucket, count, sum, min, max, first, last, first_at, last_at FROM rollup_minute
    UNION ALL
    SELECT signal_id, date_trunc('minute', usable_at, 'UTC'), minute_count, minute_sum, minute_min,
           minute_max, minute_first, usable, minute_first_at, usable_at
    FROM latest WHERE minute_count > 0;
CREATE VIEW hour AS
    SELECT signal_id, bucket, count, sum, min, max, first, last, first_at, last_at FROM rollup_hour
    UNION ALL
    SELECT signal_id, date_trunc('hour', usable_at, 'UTC'), hour_count, hour_sum, hour_min,
           hour_max, hour_first, usable, hour_first_at, usable_at
    FROM latest WHERE hour_count > 0;
CREATE VIEW day AS
    SELECT signal_id, bucket, count, sum, min, max, first, last, first_at, last_at FROM rollup_day
    UNION ALL
    SELECT signal_id, date_trunc('day', usable_at, 'UTC'), day_count, day_sum, day_min,
           day_max, day_first, usable, day_first_at, usable_at
    FROM latest WHERE day_count > 0;

CREATE TABLE rejected_message (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    received_at timestamptz NOT NULL,
    topic       text NOT NULL,
    device      text,
    reason      text NOT NULL,
    detail      text NOT NULL,
    size_bytes  integer NOT NULL,
    payload     bytea NOT NULL,              -- its first 4 kB
    more        bigint NOT NULL DEFAULT 0    -- further messages of this device and reason, not kept
);
CREATE INDEX rejected_message_received ON rejected_message (received_at);
CREATE INDEX rejected_message_device ON rejected_message (device, reason, id);

CREATE TABLE device_event (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device_id   integer NOT NULL REFERENCES device,
    time        timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    kind        text NOT NULL,
    text        text NOT NULL,
    CONSTRAINT device_event_once UNIQUE (device_id, time, kind)
);

-- The account, a row a minute: received = used + rejected (messages); received = stored + repeated + conflicting (readings).
CREATE TABLE ledger (
    minute          timestamptz PRIMARY KEY,
    batches         integer NOT NULL DEFAULT 0,
    messages        bigint NOT NULL DEFAULT 0,
    rejected        bigint NOT NULL DEFAULT 0,
    readings        bigint NOT NULL DEFAULT 0,
    stored          bigint NOT NULL DEFAULT 0,
    repeated        bigint NOT NULL DEFAULT 0,
    conflicting     bigint NOT NULL DEFAULT 0,
    longest_lag_ms  integer NOT NULL DEFAULT 0   -- arrival to commit
) WITH (fillfactor = 50);

-- Hours for which readings came after they were tallied.
CREATE TABLE untallied_hour (
    hour timestamptz PRIMARY KEY
);

-- Seconds of each machine and of each place (its own machines and all below) by condition, an hour or a day.
CREATE TABLE tally (
    scope       text NOT NULL CHECK (scope IN ('machine', 'place')),
    scope_id    integer NOT NULL,
    period      text NOT NULL CHECK (period IN ('hour', 'day')),
    start       timestamptz NOT NULL,
    critical_s  double precision NOT NULL,
    warning_s   double precision NOT NULL,
    advisory_s  double precision NOT NULL,
    healthy_s   double precision NOT NULL,
    unknown_s   double precision NOT NULL,
    running_s   double precision NOT NULL,
    stopped_s   double precision NOT NULL,
    expected    double precision NOT NULL,   -- readings
    received    double precision NOT NULL,
    PRIMARY KEY (scope, scope_id, period, start)
);

-- How each machine is now, as the judge saw it last; seq orders the changes for the screens.
CREATE SEQUENCE state_seq;
CREATE TABLE machine_state (
    machine_id  integer PRIMARY KEY REFERENCES machine ON DELETE CASCADE,
    condition   text NOT NULL,
    running     text NOT NULL,
    trust       text NOT NULL,
    since       timestamptz NOT NULL,        -- of this condition
    urgency     integer NOT NULL,            -- higher is worse
    reason      text NOT NULL,               -- domain.state.Reason
    signal_id   integer,                     -- the signal that explains it
    limit_value double precision,
    value       double precision,
    per_day     double precision,            -- slope of that signal
    others      integer NOT NULL DEFAULT 0,  -- further signals in trouble
    data_at     timestamptz,                 -- newest believable reading
    seq         bigint NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX machine_state_urgency ON machine_state (urgency DESC, machine_id);

CREATE TABLE state_change (
    machine_id integer NOT NULL,
    at         timestamptz NOT NULL,
    condition  text NOT NULL,
    running    text NOT NULL,
    trust      text NOT NULL,
    reason     text NOT NULL,
    signal_id  integer,
    value      double precision,
    seq        bigint NOT NULL
);
CREATE INDEX state_change_machine ON state_change (machine_id, at DESC);

-- The processes of the stack say that they live; one row each.
CREATE TABLE heartbeat (
    process text PRIMARY KEY,
    at      timestamptz NOT NULL,
    started_at timestamptz NOT NULL,
    version text NOT NULL,
    details jsonb NOT NULL DEFAULT '{}'
) WITH (fillfactor = 50);

CREATE UNIQUE INDEX readings_signal_time ON readings (signal_id, time);
CREATE UNIQUE INDEX rollup_minute_signal_bucket ON rollup_minute (signal_id, bucket);
CREATE UNIQUE INDEX rollup_hour_signal_bucket ON rollup_hour (signal_id, bucket);
CREATE UNIQUE INDEX rollup_day_signal_bucket ON rollup_day (signal_id, bucket);
CREATE INDEX rollup_minute_bucket ON rollup_minute USING brin (bucket);
