-- The audit trail as admins search it, and fleet files that wait for somebody to look at what they would change.

-- The words of a search, each as the beginning of one.
CREATE FUNCTION audit_query(asked text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_agg(quote_literal(lexeme) || ':*', ' & ')::tsquery FROM unnest(to_tsvector('simple', asked))
$$;

-- What stands in the trail under a number, as people know it: it stays readable when the thing is renamed.
CREATE FUNCTION audit_name(what text, number text, before jsonb, after jsonb) RETURNS text LANGUAGE sql STABLE AS $$
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
    END, after ->> 'name', before ->> 'name', after ->> 'title', before ->> 'title', '')
$$;

ALTER TABLE audit ADD COLUMN name text NOT NULL DEFAULT '';
UPDATE audit SET name = audit_name(object, object_id, before, after);
-- By which a change is found: what the thing was called, all values before and after, and the reason. A new signal is found
-- by its name alone, as there are so many of them; and a list that is longer than anybody reads (the words of a search have
-- a largest size) by the name of what it belongs to.
ALTER TABLE audit ADD COLUMN words tsvector GENERATED ALWAYS AS (
    CASE WHEN before IS NULL AND object IN ('signal', 'signal_limit')
        OR length(before::text) > 200000 OR length(after::text) > 200000 THEN strip(to_tsvector('simple', name || ' ' || reason))
    ELSE strip(to_tsvector('simple', name || ' ' || reason)
               || coalesce(jsonb_to_tsvector('simple', before, '["string", "numeric"]'), '')
               || coalesce(jsonb_to_tsvector('simple', after, '["string", "numeric"]'), '')) END
) STORED;

CREATE FUNCTION set_audit_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.name := audit_name(NEW.object, NEW.object_id, NEW.before, NEW.after);
    RETURN NEW;
END $$;
CREATE TRIGGER set_audit_name BEFORE INSERT ON audit FOR EACH ROW WHEN (NEW.name = '') EXECUTE FUNCTION set_audit_name();

-- The trail is read from its newest end, all of it or of one person, one kind of thing, one action; the order of all pages.
CREATE INDEX audit_newest ON audit (at DESC, id DESC);
CREATE INDEX audit_of_person ON audit (user_id, at DESC, id DESC);
CREATE INDEX audit_of_kind ON audit (object, at DESC, id DESC);
CREATE INDEX audit_of_action ON audit (action, at DESC, id DESC);
CREATE INDEX audit_word ON audit USING gin (words);
