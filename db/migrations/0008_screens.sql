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
