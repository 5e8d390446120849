-- Telling people: how they are reached, by which channels and rules, and the outbox of messages.

ALTER TABLE users
    ADD COLUMN email        text CHECK (email ~ '^[^@\s]+@[^@\s]+$' AND length(email) <= 254),
    ADD COLUMN phone        text CHECK (phone ~ '^\+[1-9][0-9]{5,14}$'),
    ADD COLUMN time_zone    text,           -- IANA; null: that of the plant
    ADD COLUMN quiet_from   time,           -- by the clock of that zone; may go past midnight
    ADD COLUMN quiet_to     time,
    ADD COLUMN budget_per_h smallint NOT NULL DEFAULT 20 CHECK (budget_per_h BETWEEN 1 AND 1000),
    ADD CHECK ((quiet_from IS NULL) = (quiet_to IS NULL) AND quiet_from <> quiet_to);

CREATE TABLE telling_channel (
    id      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name    text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    kind    text NOT NULL CHECK (kind IN ('apprise', 'webhook')),
    address text NOT NULL,                  -- holds secrets: never shown again, never logged
    secret  text NOT NULL DEFAULT '',       -- of a webhook: what its messages are signed with
    active  boolean NOT NULL DEFAULT true,
    version integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX telling_channel_name_unique ON telling_channel (lower(name));

-- Who is told of which alarms.
CREATE TABLE telling_rule (
    id             integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name           text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    active         boolean NOT NULL DEFAULT true,
    everywhere     boolean NOT NULL,        -- else only what telling_scope names: nothing, if that is removed
    least_priority text NOT NULL CHECK (least_priority IN ('critical', 'high', 'medium', 'low')),
    weekdays       smallint[] NOT NULL DEFAULT '{1,2,3,4,5,6,7}',   -- Monday is 1; by the person's clock, as the hours
    from_time      time,                    -- null: all day; may go past midnight
    to_time        time,
    remind_min     integer CHECK (remind_min BETWEEN 5 AND 10080),  -- null: no reminder
    version        integer NOT NULL DEFAULT 1,
    CHECK ((from_time IS NULL) = (to_time IS NULL) AND from_time <> to_time),
    CHECK (cardinality(weekdays) > 0 AND weekdays <@ '{1,2,3,4,5,6,7}')
);
CREATE UNIQUE INDEX telling_rule_name_unique ON telling_rule (lower(name));

CREATE TABLE telling_scope (
    rule_id    integer NOT NULL REFERENCES telling_rule ON DELETE CASCADE,
    place_id   integer REFERENCES place ON DELETE CASCADE,          -- with all that is below it
    machine_id integer REFERENCES machine ON DELETE CASCADE,
    CHECK (num_nonnulls(place_id, machine_id) = 1),
    UNIQUE NULLS NOT DISTINCT (rule_id, place_id, machine_id)
);

CREATE TABLE telling_step (
    rule_id    integer NOT NULL REFERENCES telling_rule ON DELETE CASCADE,
    position   smallint NOT NULL CHECK (position BETWEEN 0 AND 9),
    user_id    integer NOT NULL REFERENCES users,
    channel_id integer NOT NULL REFERENCES telling_channel,
    after_min  integer NOT NULL CHECK (after_min BETWEEN 0 AND 10080),  -- without acknowledgement, since it called first
    PRIMARY KEY (rule_id, position)
);

-- Alarms that call for people: since when, and when to look at them again.
CREATE TABLE alarm_call (
    alarm_id bigint PRIMARY KEY REFERENCES alarm ON DELETE CASCADE,
    number   bigint NOT NULL,               -- of the announcement that made it call
    since    timestamptz,                   -- null: not yet, because it is shelved, suppressed or out of service
    look_at  timestamptz NOT NULL
);
CREATE INDEX alarm_call_look ON alarm_call (look_at);

-- Alarms that come and go too quickly to tell each time, or did so once.
CREATE TABLE alarm_flapping (
    source  text NOT NULL,
    kind    text NOT NULL,
    since   timestamptz NOT NULL,
    last_at timestamptz NOT NULL,           -- when it turned last, as far as it was looked at
    PRIMARY KEY (source, kind)
);

-- The outbox of messages.
CREATE TABLE message (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    about       text NOT NULL CONSTRAINT message_once UNIQUE,       -- what it says to whom: nobody is told that twice
    key         uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,     -- sent along with every attempt
    alarm_id    bigint REFERENCES alarm ON DELETE CASCADE,          -- null: of a digest or a test
    call        bigint,                     -- alarm_call.number
    rule_id     integer REFERENCES telling_rule ON DELETE SET NULL,
    position    smallint,
    user_id     integer NOT NULL REFERENCES users,
    channel_id  integer REFERENCES telling_channel ON DELETE SET NULL,
    kind        text NOT NULL CHECK (kind IN ('raised', 'escalation', 'reminder', 'cleared', 'flapping', 'digest',
                                              'test')),
    priority    text NOT NULL CHECK (priority IN ('critical', 'high', 'medium', 'low')),
    state       text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed', 'held_back')),
    reason      text NOT NULL,              -- domain.telling.Reason: why it was made, waits or was held back
    told_in     bigint REFERENCES message ON DELETE SET NULL,       -- the digest that counts it
    attempts    integer NOT NULL DEFAULT 0,
    next_at     timestamptz NOT NULL,
    admitted_at timestamptz,                -- from then on it is sent
    error       text NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL DEFAULT now(),
    sent_at     timestamptz
);
CREATE INDEX message_waiting ON message (next_at) WHERE state = 'waiting';
CREATE INDEX message_failed ON message (id) WHERE state = 'failed';
CREATE INDEX message_alarm ON message (alarm_id, id);
CREATE INDEX message_told_in ON message (told_in) WHERE told_in IS NOT NULL;
CREATE INDEX message_admitted ON message (user_id, admitted_at);
CREATE INDEX message_created ON message (created_at);
