-- The settings of many devices are changed in stages (domain/rollout.py); devices are retired and replaced.

CREATE TABLE rollout (
    id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    settings   jsonb NOT NULL,                     -- flat: path and value
    chosen     text NOT NULL DEFAULT '',           -- by what the devices were chosen, in words
    share      double precision NOT NULL CHECK (share BETWEEN 0 AND 1),     -- more than that may not fail
    reason     text NOT NULL DEFAULT '',
    status     text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'running', 'paused', 'stopped', 'finished',
                                                               'rolling_back', 'rolled_back')),
    stage      smallint NOT NULL DEFAULT 0 CHECK (stage BETWEEN 0 AND 3),
    user_id    integer REFERENCES users,           -- who prepared it, then who started it
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    changed_at timestamptz NOT NULL,               -- the status
    counts     jsonb NOT NULL DEFAULT '{}'         -- outcome: devices, as last counted by the clock
);

CREATE TABLE rollout_device (
    rollout_id     integer NOT NULL REFERENCES rollout ON DELETE CASCADE,
    device_id      integer NOT NULL REFERENCES device ON DELETE CASCADE,
    turn           integer NOT NULL DEFAULT 0,     -- the order in which they get their settings
    former         jsonb NOT NULL,                 -- path and value before, without what nobody knew
    findings       jsonb NOT NULL DEFAULT '[]',    -- of the guard rails, at the preview
    skip           text CHECK (skip IN ('same', 'unknown', 'invalid', 'changed', 'retired')),
    given_revision integer,
    given_at       timestamptz,
    forgiven       boolean NOT NULL DEFAULT false, -- a person has resumed over its failing
    back_at        timestamptz,                    -- brought back
    PRIMARY KEY (rollout_id, device_id)
);
CREATE INDEX rollout_device_device ON rollout_device (device_id);

ALTER TABLE device
    ADD COLUMN retired_at timestamptz,             -- taken off its machine for good
    ADD COLUMN retired_from integer REFERENCES machine,
    ADD COLUMN replaced_by integer REFERENCES device,
    ADD CONSTRAINT device_retired CHECK (retired_at IS NULL OR machine_id IS NULL);
