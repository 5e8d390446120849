-- The log book of a machine, and what maintenance is planned for it.

-- What is to be done again and again: by date, by running hours, or by what comes first. Whether it is due follows from
-- this, the clock and the hours that were counted; it is never stored.
CREATE TABLE maintenance_plan (
    id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    machine_id   integer NOT NULL REFERENCES machine ON DELETE CASCADE,
    position     integer NOT NULL DEFAULT 0,        -- in the list of the fleet file
    name         text NOT NULL,                     -- oil change
    every_days   integer CHECK (every_days BETWEEN 1 AND 36500),
    every_months integer CHECK (every_months BETWEEN 1 AND 1200),
    due_on       date,                              -- a day of the plant's calendar
    every_h      double precision CHECK (every_h > 0),
    due_at_h     double precision CHECK (due_at_h >= 0),    -- of the hours that were counted (running_total)
    soon_days    integer NOT NULL CHECK (soon_days BETWEEN 0 AND 36500),    -- so long before it is due soon
    soon_h       double precision NOT NULL CHECK (soon_h >= 0),
    note         text,
    retired_at   timestamptz,
    version      integer NOT NULL DEFAULT 1,
    CONSTRAINT plan_by_date CHECK ((due_on IS NULL) = (num_nonnulls(every_days, every_months) = 0)
                                   AND num_nonnulls(every_days, every_months) < 2),
    CONSTRAINT plan_by_hours CHECK ((due_at_h IS NULL) = (every_h IS NULL)),
    CONSTRAINT plan_by_any CHECK (num_nonnulls(due_on, due_at_h) > 0)
);
CREATE UNIQUE INDEX plan_of_machine ON maintenance_plan (machine_id, lower(name)) WHERE retired_at IS NULL;
CREATE INDEX plan_by_day ON maintenance_plan (due_on) WHERE retired_at IS NULL;
CREATE INDEX plan_by_hour ON maintenance_plan (machine_id) WHERE retired_at IS NULL AND due_at_h IS NOT NULL;
CREATE TRIGGER count_version BEFORE UPDATE ON maintenance_plan
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION count_version();

-- The judge reads what is due again whenever this has grown.
CREATE SEQUENCE plan_change;
CREATE FUNCTION count_plan_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM nextval('plan_change'); RETURN NULL; END $$;
CREATE TRIGGER count_change AFTER INSERT OR UPDATE OR DELETE ON maintenance_plan
    FOR EACH STATEMENT EXECUTE FUNCTION count_plan_change();

-- What was done to a machine. An entry that is retired stays, with its history.
CREATE TABLE log_entry (
    id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    machine_id  integer NOT NULL REFERENCES machine ON DELETE CASCADE,
    done_at     timestamptz NOT NULL,
    kind        text NOT NULL,                      -- domain.log.Kind
    text        text NOT NULL,
    done_by     text NOT NULL,                      -- in words: people of other firms too
    parts       jsonb NOT NULL DEFAULT '[]',        -- [{"name": ..., "number": ..., "quantity": ...}, ...]
    running_h   double precision CHECK (running_h >= 0),
    case_id     integer REFERENCES machine_case ON DELETE SET NULL,
    plan_id     integer REFERENCES maintenance_plan ON DELETE SET NULL,     -- which it was the doing of
    written_by  integer REFERENCES users,
    written_at  timestamptz NOT NULL DEFAULT now(),
    retired_at  timestamptz,
    version     integer NOT NULL DEFAULT 1
);
CREATE INDEX log_entry_newest ON log_entry (machine_id, done_at DESC, id DESC);
CREATE TRIGGER count_version BEFORE UPDATE ON log_entry
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION count_version();

-- For how long each machine ran, as tallied: the sum of its days, kept with them, so that nobody adds up years of them.
CREATE TABLE running_total (
    machine_id integer PRIMARY KEY,
    running_s  double precision NOT NULL
) WITH (fillfactor = 70);
CREATE FUNCTION count_running() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        UPDATE running_total t SET running_s = t.running_s + d.more_s
        FROM (SELECT a.scope_id, sum(a.running_s - b.running_s) AS more_s
              FROM after a JOIN before b USING (scope, scope_id, period, start)
              WHERE a.scope = 'machine' AND a.period = 'day' GROUP BY a.scope_id) AS d
        WHERE t.machine_id = d.scope_id AND d.more_s <> 0;
    ELSE
        INSERT INTO running_total AS t (machine_id, running_s)
        SELECT scope_id, CASE TG_OP WHEN 'DELETE' THEN -sum(running_s) ELSE sum(running_s) END
        FROM changed WHERE scope = 'machine' AND period = 'day' GROUP BY scope_id
        ON CONFLICT (machine_id) DO UPDATE SET running_s = t.running_s + excluded.running_s;
    END IF;
    RETURN NULL;
END $$;
INSERT INTO running_total SELECT scope_id, sum(running_s) FROM tally WHERE scope = 'machine' AND period = 'day' GROUP BY 1;
CREATE TRIGGER running_in AFTER INSERT ON tally REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_running();
CREATE TRIGGER running_changed AFTER UPDATE ON tally REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION count_running();
CREATE TRIGGER running_out AFTER DELETE ON tally REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_running();

-- The plan that explains the state of a machine; value is then by how many days or hours it is overdue.
ALTER TABLE machine_state ADD COLUMN plan_id integer;

-- As in 0016, with the log book and what is planned: both are told with their machine.
CREATE OR REPLACE FUNCTION audit_name(what text, number text, before jsonb, after jsonb) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(CASE
        WHEN number !~ '^[0-9]{1,9}$' THEN NULL
        WHEN what = 'place' THEN (SELECT name FROM place WHERE id = number::integer)
        WHEN what = 'machine' THEN (SELECT name FROM machine WHERE id = number::integer)
        WHEN what IN ('device', 'device_settings') THEN (SELECT name FROM device WHERE id = number::integer)
        WHEN what IN ('signal', 'signal_limit') THEN (
            SELECT coalesce(nullif(s.title, ''), s.name) || ', ' || coalesce(m.name, d.name)
            FROM signal s JOIN device d ON d.id = s.device_id LEFT JOIN machine m ON m.id = d.machine_id
            WHERE s.id = number::integer)
        WHEN what = 'telling_person' THEN (SELECT coalesce(nullif(full_name, ''), name) FROM users WHERE id = number::integer)
        WHEN what = 'log_entry' THEN (
            SELECT m.name FROM log_entry e JOIN machine m ON m.id = e.machine_id WHERE e.id = number::integer)
        WHEN what = 'maintenance_plan' THEN (
            SELECT p.name || ', ' || m.name FROM maintenance_plan p JOIN machine m ON m.id = p.machine_id
            WHERE p.id = number::integer)
    END, after ->> 'name', before ->> 'name', after ->> 'title', before ->> 'title', '')
$$;
