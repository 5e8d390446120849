-- What people keep about places, machines, devices and signals: more of the plate, bearings, how to get there; versions
-- for two who edit at once; and an end that keeps the history.

ALTER TABLE place
    ADD COLUMN directions text,                     -- how to find it, in words
    ADD COLUMN retired_at timestamptz,
    ADD COLUMN version    integer NOT NULL DEFAULT 1;

ALTER TABLE machine
    ADD COLUMN year       smallint CHECK (year BETWEEN 1850 AND 2200),      -- in which it was built
    ADD COLUMN mounting   text,                     -- IEC 60034-7 (IM B3) or in words
    ADD COLUMN tags       text[] NOT NULL DEFAULT '{}',
    ADD COLUMN nameplate  jsonb NOT NULL DEFAULT '[]',      -- [[name, value], ...] as on the plate
    ADD COLUMN retired_at timestamptz,
    ADD COLUMN version    integer NOT NULL DEFAULT 1;

ALTER TABLE device ADD COLUMN version integer NOT NULL DEFAULT 1;

ALTER TABLE signal
    ADD COLUMN retired_at timestamptz,              -- it is kept and drawn, but neither expected nor judged
    ADD COLUMN version    integer NOT NULL DEFAULT 1;

-- The rolling bearings of a machine, in the order of its shaft.
CREATE TABLE bearing (
    id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    machine_id  integer NOT NULL REFERENCES machine ON DELETE CASCADE,
    position    integer NOT NULL,
    location    text NOT NULL,              -- drive end, non-drive end, intermediate shaft
    designation text NOT NULL,              -- 6312-2Z/C3
    maker       text,
    rolling_elements   smallint CHECK (rolling_elements BETWEEN 3 AND 200),
    CONSTRAINT bearing_of_machine UNIQUE (machine_id, position)
);

-- Whoever changes a description counts its version up: a form that was opened before is refused.
CREATE FUNCTION count_version() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NEW.version := OLD.version + 1; RETURN NEW; END $$;
CREATE TRIGGER count_version BEFORE UPDATE ON place
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION count_version();
CREATE TRIGGER count_version BEFORE UPDATE ON machine
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION count_version();
CREATE TRIGGER count_version BEFORE UPDATE OF name, machine_id, model, serial_number, retired_at ON device
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION count_version();
CREATE TRIGGER count_version BEFORE UPDATE ON signal
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION count_version();

-- Contacts and bearings are parts of their owner: whoever changes them changes it.
CREATE FUNCTION count_owner_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE machine SET version = version + 1 WHERE id IN (SELECT machine_id FROM part);
    IF TG_TABLE_NAME = 'contact' THEN
        UPDATE place SET version = version + 1 WHERE id IN (SELECT place_id FROM part);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER count_in AFTER INSERT ON contact REFERENCING NEW TABLE AS part
    FOR EACH STATEMENT EXECUTE FUNCTION count_owner_version();
CREATE TRIGGER count_out AFTER DELETE ON contact REFERENCING OLD TABLE AS part
    FOR EACH STATEMENT EXECUTE FUNCTION count_owner_version();
CREATE TRIGGER count_changed AFTER UPDATE ON contact REFERENCING NEW TABLE AS part
    FOR EACH STATEMENT EXECUTE FUNCTION count_owner_version();
CREATE TRIGGER count_in AFTER INSERT ON bearing REFERENCING NEW TABLE AS part
    FOR EACH STATEMENT EXECUTE FUNCTION count_owner_version();
CREATE TRIGGER count_out AFTER DELETE ON bearing REFERENCING OLD TABLE AS part
    FOR EACH STATEMENT EXECUTE FUNCTION count_owner_version();
CREATE TRIGGER count_changed AFTER UPDATE ON bearing REFERENCING NEW TABLE AS part
    FOR EACH STATEMENT EXECUTE FUNCTION count_owner_version();
