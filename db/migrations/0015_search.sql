-- What people search for, from every page: a line a machine, place, device and contact, kept by triggers, found by
-- trigrams. pg_trgm comes with PostgreSQL; whoever owns the database may create it.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE search_entry (
    kind       text NOT NULL CHECK (kind IN ('machine', 'place', 'device', 'contact')),
    object_id  integer NOT NULL,
    own        text NOT NULL,       -- small letters: its names, numbers, makers
    around     text NOT NULL,       -- small letters: the places a machine or place lies in, whose contact it is
    retired    boolean NOT NULL,
    PRIMARY KEY (kind, object_id)
);
CREATE INDEX search_entry_trigrams ON search_entry USING gin ((own || ' ' || around) gin_trgm_ops);

CREATE VIEW search_source AS
SELECT 'machine' AS kind, m.id AS object_id,
       lower(concat_ws(' ', m.name, m.key, m.serial_number, m.maker, m.model, m.type, array_to_string(m.tags, ' '))) AS own,
       lower(array_to_string(p.names, ' ')) AS around, m.retired_at IS NOT NULL AS retired
FROM machine m JOIN place_path p ON p.place_id = m.place_id
UNION ALL
SELECT 'place', q.id, lower(concat_ws(' ', q.name, q.key, q.address)), lower(array_to_string(p.names, ' ')),
       q.retired_at IS NOT NULL
FROM place q JOIN place_path p ON p.place_id = q.id
UNION ALL
SELECT 'device', d.id, lower(concat_ws(' ', d.name, d.serial_number, d.model)), '', d.retired_at IS NOT NULL
FROM device d
UNION ALL
SELECT 'contact', c.id, lower(concat_ws(' ', c.name, c.role, c.email, c.phone, regexp_replace(c.phone, '[^0-9+]', '', 'g'))),
       lower(coalesce(p.name, m.name)),
       false
FROM contact c LEFT JOIN place p ON p.id = c.place_id LEFT JOIN machine m ON m.id = c.machine_id;

-- Write the lines of some things anew, as they are now.
CREATE FUNCTION search_again(what text, ids integer[]) RETURNS void LANGUAGE sql AS $$
    DELETE FROM search_entry WHERE kind = what AND object_id = ANY(ids);
    INSERT INTO search_entry SELECT kind, object_id, own, around, retired FROM search_source WHERE kind = what AND object_id = ANY(ids);
$$;

CREATE FUNCTION search_machines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids integer[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(id) INTO ids FROM after;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(id) INTO ids FROM before;
    ELSE
        SELECT array_agg(a.id) INTO ids FROM after a JOIN before b USING (id)
        WHERE (a.name, a.key, a.serial_number, a.maker, a.model, a.type, a.tags, a.place_id, a.retired_at) IS DISTINCT FROM
              (b.name, b.key, b.serial_number, b.maker, b.model, b.type, b.tags, b.place_id, b.retired_at);
    END IF;
    IF ids IS NOT NULL THEN
        PERFORM search_again('machine', ids);
    END IF;
    IF ids IS NOT NULL AND TG_OP = 'UPDATE' THEN
        PERFORM search_again('contact', array(SELECT id FROM contact WHERE machine_id = ANY(ids)));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER search_in AFTER INSERT ON machine REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION search_machines();
CREATE TRIGGER search_changed AFTER UPDATE ON machine REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION search_machines();
CREATE TRIGGER search_out AFTER DELETE ON machine REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION search_machines();

-- The name of a place stands in the lines of all that lies in it.
CREATE FUNCTION search_places() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changed integer[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM search_again('place', (SELECT array_agg(id) FROM after));
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM search_again('place', (SELECT array_agg(id) FROM before));
    ELSE
        SELECT array_agg(a.id) INTO changed FROM after a JOIN before b USING (id)
        WHERE (a.name, a.key, a.address, a.parent_id, a.retired_at) IS DISTINCT FROM
              (b.name, b.key, b.address, b.parent_id, b.retired_at);
        IF changed IS NOT NULL THEN
            PERFORM search_again('place', array(SELECT place_id FROM place_path p WHERE p.ids && changed));
            PERFORM search_again('machine', array(
                SELECT m.id FROM machine m JOIN place_path p USING (place_id) WHERE p.ids && changed));
            PERFORM search_again('contact', array(SELECT id FROM contact WHERE place_id = ANY(changed)));
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER search_in AFTER INSERT ON place REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION search_places();
CREATE TRIGGER search_changed AFTER UPDATE ON place REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION search_places();
CREATE TRIGGER search_out AFTER DELETE ON place REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION search_places();

-- Ingest updates devices all the time: only what names one counts.
CREATE FUNCTION search_device() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_again('device', ARRAY[coalesce(NEW.id, OLD.id)]);
    RETURN NULL;
END $$;
CREATE TRIGGER search_changed AFTER INSERT OR DELETE OR UPDATE OF name, serial_number, model, retired_at ON device
    FOR EACH ROW EXECUTE FUNCTION search_device();

CREATE FUNCTION search_contacts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_again('contact', (SELECT array_agg(id) FROM changed));
    RETURN NULL;
END $$;
CREATE TRIGGER search_in AFTER INSERT ON contact REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION search_contacts();
CREATE TRIGGER search_changed AFTER UPDATE ON contact REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION search_contacts();
CREATE TRIGGER search_out AFTER DELETE ON contact REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION search_contacts();

INSERT INTO search_entry SELECT kind, object_id, own, around, retired FROM search_source;
